-- Accounts -----------------------------------------------------------------------------------

-- The shape that better-auth's two-factor plugin expects (1.7), in our spelling.
alter table users add column two_factor_enabled boolean not null default false;

create table two_factors (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean not null default true,
  failed_verification_count integer not null default 0,
  locked_until timestamptz
);
create index two_factors_user on two_factors (user_id);

-- Sites --------------------------------------------------------------------------------------

-- The readable part of the addresses of a site's public pages. It stays when the site is renamed.
alter table sites add column slug text;
update sites set slug = named.slug || case when named.rank = 1 then '' else '-' || sites.id end
from (
  select id, slug, row_number() over (partition by slug order by id) as rank
  from (
    select id, coalesce(nullif(btrim(regexp_replace(lower(name), '[^a-z0-9]+', '-', 'g'), '-'), ''), 'site') as slug
    from sites
  ) wanted
) named
where named.id = sites.id;
alter table sites alter column slug set not null, add unique (slug);

-- For how long the run that a publication starts can be cancelled before anything is sent.
alter table sites add column undo_minutes integer not null default 0
  check (undo_minutes between 0 and 60);

create table invitations (
  id uuid primary key,
  site_id uuid not null references sites on delete cascade,
  -- In lower case, as users have it.
  email text not null,
  role text not null check (role in ('admin', 'editor')),
  is_biller boolean not null default false,
  -- SHA-256 of the token in the link: it has 256 random bits, so a slow hash would add nothing.
  token_hash bytea not null unique,
  invited_by uuid references users on delete set null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  unique (site_id, email)
);

-- Connections --------------------------------------------------------------------------------

-- Whether only the sites below auto-post to it. A flag, so that a connection whose last chosen site
-- is deleted gets nothing instead of everything.
alter table connections add column is_limited_to_sites boolean not null default false;

create table connection_sites (
  connection_id uuid not null references connections on delete cascade,
  site_id uuid not null references sites on delete cascade,
  primary key (connection_id, site_id)
);
create index connection_sites_site on connection_sites (site_id);

-- Posts --------------------------------------------------------------------------------------

-- Whose time has come.
create index posts_scheduled on posts (publish_at) where status = 'scheduled';

-- What public pages and feeds list.
create index posts_published on posts (site_id, published_at desc, id desc)
  where status = 'published';

-- Addresses that published posts had before: links to them are out in the world.
create table former_slugs (
  site_id uuid not null references sites on delete cascade,
  slug text not null,
  post_id uuid not null references posts on delete cascade,
  primary key (site_id, slug)
);
create index former_slugs_post on former_slugs (post_id);
