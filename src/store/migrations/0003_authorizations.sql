-- Connections --------------------------------------------------------------------------------

alter table connections
  -- The way it was made: auth[].id of its connector.
  add column auth text,
  -- What one authorisation gave; several connections may share one, and are renewed together.
  add column grant_id uuid,
  -- When the credential runs out; it is renewed before.
  add column access_ends_at timestamptz,
  -- When it is to be renewed; null where it cannot be, or need not.
  add column renew_at timestamptz,
  add column failed_renewals integer not null default 0,
  -- Somebody is renewing it until then, and nobody else may.
  add column renewing_until timestamptz,
  -- Whether renewing also puts off the end of the authorisation.
  add column is_prolonged boolean not null default false,
  -- When the platform refused it for good.
  add column expired_at timestamptz;

update connections
set auth = case platform when 'bluesky' then 'app-password' when 'discord' then 'webhook' else '' end,
    grant_id = id,
    expired_at = case when state = 'expired' then updated_at end;

alter table connections
  alter column auth set not null,
  alter column grant_id set not null,
  -- It follows from when the authorisation ends, and is never stored.
  drop column state;
create index connections_grant on connections (grant_id);
create index connections_renew on connections (renew_at) where renew_at is not null;
create index connections_end on connections (authorization_ends_at)
  where authorization_ends_at is not null;

-- Authorisations under way: from leaving for a platform to the accounts that come of it.
create table authorizations (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  -- Only the browser that left may come back.
  session_id uuid not null references sessions on delete cascade,
  platform text not null,
  auth text not null,
  -- SHA-256 of the state that travels along: it has 256 random bits, so a slow hash would add nothing.
  state_hash bytea not null unique,
  stage text not null check (stage in ('left', 'returning', 'choosing', 'linked', 'failed')),
  -- What the next stage needs, bound to this row.
  secret bytea,
  -- Why it failed, in words.
  message text,
  -- The connections that came of it.
  connection_ids uuid[] not null default '{}',
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);
create index authorizations_user on authorizations (user_id);
create index authorizations_end on authorizations (expires_at);

-- The operator's apps at platforms, where they are not given by the environment.
create table platform_apps (
  platform text not null,
  -- "main" for a platform's only app; some need several.
  name text not null,
  client_id text not null,
  secret bytea,
  updated_at timestamptz not null default now(),
  primary key (platform, name)
);

-- Apps that were registered at single servers of a platform.
create table server_apps (
  platform text not null,
  server text not null,
  redirect_uri text not null,
  client_id text not null,
  secret bytea,
  scopes text[] not null,
  -- When somebody last came back from there: servers forget apps that nobody uses.
  used_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (platform, server, redirect_uri)
);

-- The key with which this server proves itself where it is known by its own document.
create table client_keys (
  platform text primary key,
  secret bytea not null,
  created_at timestamptz not null default now()
);
