create table device (
    id bigint primary key,
    thing bigint not null references thing (id),
    protocol text not null,
    identity text not null,
    edition text not null,
    crc text not null,
    networks text not null,
    sealing text not null,
    secret text,
    simulated bigint not null,
    points text not null,
    at_us bigint not null,
    who text not null,
    stopped_us bigint,
    unique (protocol, identity)
);

create table unpointed (
    id bigint primary key,
    device bigint not null references device (id),
    code text not null,
    field text not null,
    data text not null,
    first_us bigint not null,
    last_us bigint not null,
    came bigint not null,
    last_value text not null,
    unique (device, code, field, data)
);

create table stranger (
    id bigint primary key,
    protocol text not null,
    identity text not null,
    source text not null,
    first_us bigint not null,
    last_us bigint not null,
    frames bigint not null,
    kept text not null,
    adopted_us bigint,
    adopted_who text,
    unique (protocol, identity)
);

create table inbox (
    id bigint primary key,
    at_us bigint not null,
    first_frame bigint not null,
    frames bigint not null,
    readings bigint not null,
    payload text not null,
    hash text not null
);

create table inbox_end (
    next_frame bigint not null,
    hash text not null
);
