create table decision (
    id bigint primary key,
    verb text not null,
    reason_code text not null,
    reason text not null,
    readings bigint not null,
    at_us bigint not null,
    who text not null,
    standing text not null,
    closed_us bigint,
    closed_who text,
    closed_reason text,
    snapshot bigint
);

create index decision_standing on decision (standing);

create table decision_part (
    id bigint primary key,
    decision bigint not null references decision (id),
    series bigint not null references series (id),
    from_us bigint not null,
    to_us bigint not null,
    value text,
    readings bigint not null,
    seen text not null
);

create index decision_part_of on decision_part (decision);

create table remark (
    id bigint primary key,
    thing bigint not null references thing (id),
    series bigint references series (id),
    time_us bigint,
    month text,
    from_us bigint not null,
    to_us bigint not null,
    words text not null,
    at_us bigint not null,
    who text not null,
    ended_us bigint,
    ended_who text
);

create index remark_of on remark (thing);
