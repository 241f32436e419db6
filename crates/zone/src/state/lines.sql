create table door_opening (
    id bigint primary key,
    opened_us bigint not null,
    seen_us bigint not null,
    closed_us bigint,
    why text
);

create table device_line (
    id bigint primary key,
    opening bigint not null,
    device bigint not null references device (id),
    source text not null,
    up_us bigint not null,
    down_us bigint,
    why text,
    breaks bigint not null
);

create index device_line_of_device on device_line (device, id);
