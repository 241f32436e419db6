create table book (
    layout bigint not null
);

insert into book (layout) values (3);

create table thing (
    id bigint primary key,
    kind text not null,
    code text not null,
    version bigint not null,
    unique (kind, code)
);

create table thing_version (
    thing bigint not null references thing (id),
    version bigint not null,
    name_zh text not null,
    name_en text,
    geometry text,
    fields text not null,
    at_us bigint not null,
    who text not null,
    primary key (thing, version)
);

create table relation (
    id bigint primary key,
    kind text not null,
    from_thing bigint not null references thing (id),
    to_thing bigint not null references thing (id),
    begin_us bigint not null,
    begin_who text not null,
    end_us bigint,
    end_who text
);

create table series (
    id bigint primary key,
    thing bigint not null references thing (id),
    property text not null,
    sample_kind text not null,
    created_us bigint not null,
    unique (thing, property, sample_kind)
);

create table batch (
    id bigint primary key,
    file_name text not null,
    file_hash text not null,
    source text not null,
    options text not null,
    columns text not null,
    who text not null,
    started_us bigint not null,
    finished_us bigint,
    undone_us bigint,
    undone_who text,
    counts text not null
);

create table lake_commit (
    id bigint primary key,
    snapshot bigint not null unique,
    at_us bigint not null,
    kind text not null,
    who text not null,
    reason text not null,
    batch bigint,
    touched text not null,
    files text not null,
    row_count bigint not null,
    expired_us bigint
);

create table run (
    id bigint primary key,
    table_name text not null,
    pack text not null,
    pack_version text not null,
    pack_hash text not null,
    sql_text text not null,
    read_snapshot bigint not null,
    read_us bigint not null,
    write_snapshot bigint not null,
    row_count bigint not null,
    at_us bigint not null,
    who text not null
);

create table kept_text (
    id bigint primary key,
    name text not null,
    hash text not null,
    at_us bigint not null,
    who text not null
);

create table audit (
    id bigint primary key,
    at_us bigint not null,
    who text not null,
    action text not null,
    subject text not null,
    detail text not null,
    seals text not null,
    previous text not null,
    hash text not null
);
