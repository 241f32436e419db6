create table bulletin (
    id bigint primary key,
    month text not null,
    issue_of_month bigint not null,
    stage text not null,
    as_of_us bigint not null,
    snapshot bigint not null,
    bureau text,
    number text,
    issue_year bigint,
    issue_of_year bigint,
    unique (issue_year, issue_of_year)
);

create index bulletin_of on bulletin (month);

create table bulletin_step (
    id bigint primary key,
    bulletin bigint not null references bulletin (id),
    stage text not null,
    at_us bigint not null,
    who text not null,
    words text
);

create index bulletin_step_of on bulletin_step (bulletin);

create table bulletin_document (
    id bigint primary key,
    bulletin bigint not null references bulletin (id),
    lang text not null,
    format text not null,
    name text,
    bytes bigint not null,
    hash text not null
);

create index bulletin_document_of on bulletin_document (bulletin);
