create table mark (
    id bigint primary key,
    thing bigint not null references thing (id),
    series bigint references series (id),
    from_us bigint not null,
    until_us bigint not null,
    reason text not null,
    evidence text not null,
    paper_name text,
    paper_hash text,
    at_us bigint not null,
    who text not null,
    withdrawn_us bigint,
    withdrawn_who text,
    withdrawn_why text
);

create index mark_of on mark (thing);

create table mark_verdict (
    id bigint primary key,
    mark bigint not null references mark (id),
    word text not null,
    reason text not null,
    at_us bigint not null,
    who text not null,
    snapshot bigint,
    unique (mark)
);
