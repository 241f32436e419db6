create table layer (
    id bigint primary key,
    code text not null,
    title_zh text not null,
    title_en text not null,
    geometry text not null,
    features bigint not null,
    without_shape bigint not null,
    west double precision not null,
    south double precision not null,
    east double precision not null,
    north double precision not null,
    attribution text not null,
    map_number text,
    licence text,
    source text not null,
    source_hash text not null,
    source_layer text,
    crs text not null,
    area text,
    form text not null,
    max_zoom bigint,
    at_us bigint not null,
    who text not null,
    superseded_by bigint,
    removed_us bigint,
    removed_who text,
    removed_why text
);

create index layer_of on layer (code);

create table layer_file (
    id bigint primary key,
    layer bigint not null references layer (id),
    part text not null,
    name text not null,
    bytes bigint not null,
    hash text not null
);

create index layer_file_of on layer_file (layer);
