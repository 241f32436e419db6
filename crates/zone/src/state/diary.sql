create table diary (
    id bigint primary key,
    device bigint not null references device (id),
    kind text not null,
    from_us bigint not null,
    to_us bigint,
    factor text,
    code text,
    old_value text,
    new_value text,
    expected double precision,
    found double precision,
    full_scale double precision,
    words text not null,
    frame bigint,
    at_us bigint not null,
    who text not null,
    ended_us bigint,
    ended_who text
);

create index diary_of on diary (device, from_us);
