create table person (
    id bigint primary key,
    name text not null unique,
    title text,
    role text not null,
    area text,
    password text not null,
    at_us bigint not null,
    who text not null,
    ended_us bigint,
    ended_who text
);

create table token (
    id bigint primary key,
    person bigint not null references person (id),
    title text not null,
    scope text not null,
    hash text not null unique,
    at_us bigint not null,
    who text not null,
    expires_us bigint not null,
    ended_us bigint,
    ended_who text
);
