-- People -------------------------------------------------------------------------------------

-- users, sessions, sign_in_methods and verifications have the shape that better-auth expects
-- (1.7: user, session, account, verification), in our spelling.
create table users (
  id uuid primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  is_operator boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table sessions (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index sessions_user on sessions (user_id);

create table sign_in_methods (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  provider_id text not null,
  account_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index sign_in_methods_user on sign_in_methods (user_id);

create table verifications (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verifications_identifier on verifications (identifier);

create table sites (
  id uuid primary key,
  name text not null,
  url text,
  time_zone text not null default 'UTC',
  language text,
  created_at timestamptz not null default now()
);

-- The default user of a site is derived: its first member with the biller flag, else its first.
create table members (
  site_id uuid not null references sites on delete cascade,
  user_id uuid not null references users on delete cascade,
  role text not null check (role in ('admin', 'editor')),
  is_biller boolean not null default false,
  position integer not null,
  created_at timestamptz not null default now(),
  primary key (site_id, user_id),
  unique (site_id, position) deferrable initially deferred
);
create index members_user on members (user_id);

create table api_keys (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  name text not null,
  prefix text not null,
  -- SHA-256 of the whole key: it has 256 random bits, so a slow hash would add nothing.
  hash bytea not null unique,
  scopes text[] not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now()
);
create index api_keys_user on api_keys (user_id);

create table idempotency_keys (
  user_id uuid not null references users on delete cascade,
  key text not null,
  request_hash bytea not null,
  status integer,
  answer jsonb,
  created_at timestamptz not null default now(),
  primary key (user_id, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);

-- Media --------------------------------------------------------------------------------------

-- Bytes live in files named by their SHA-256; a row is a user's right to them.
create table media (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  -- The original that this one was fitted from, for one set of limits.
  original_id uuid references media on delete cascade,
  fitted_for text,
  sha256 bytea not null,
  media_type text not null,
  size_bytes integer not null,
  width_px integer not null,
  height_px integer not null,
  created_at timestamptz not null default now(),
  unique (original_id, fitted_for)
);
create index media_user on media (user_id, created_at);
create index media_bytes on media (sha256);

-- Connections --------------------------------------------------------------------------------

create table connections (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  platform text not null,
  remote_id text not null,
  kind text not null,
  name text not null,
  handle text,
  url text,
  avatar_url text,
  details jsonb not null default '{}',
  -- The credential, sealed and bound to this row; null once unlinked.
  secret bytea,
  -- Counts up with every new credential: tells a reader whether the one it holds is still current.
  secret_version integer not null default 1,
  state text not null check (state in ('active', 'expiring', 'expired')),
  state_reason text,
  authorization_ends_at timestamptz,
  is_autopost boolean not null default false,
  unlinked_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (user_id, platform, remote_id)
);

-- Posts --------------------------------------------------------------------------------------

create table posts (
  id uuid primary key,
  site_id uuid not null references sites on delete cascade,
  author_id uuid references users on delete set null,
  status text not null check (status in ('draft', 'scheduled', 'published')),
  title text not null default '',
  excerpt text not null default '',
  body text not null default '',
  url text,
  slug text not null,
  tags text[] not null default '{}',
  -- Wording for all platforms ("default"), for one platform or for one connection, by key.
  captions jsonb not null default '{}',
  is_autopost boolean not null default true,
  publish_at timestamptz,
  published_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (site_id, slug),
  check (status <> 'scheduled' or publish_at is not null),
  check (status <> 'published' or published_at is not null)
);
create index posts_list on posts (site_id, id desc);

create table post_images (
  post_id uuid not null references posts on delete cascade,
  position integer not null,
  media_id uuid not null references media,
  alt text not null default '',
  -- The cover stands for the post (card, page); the others are shown with it.
  is_cover boolean not null default false,
  primary key (post_id, position)
);
create index post_images_media on post_images (media_id);

-- Runs and deliveries ------------------------------------------------------------------------

create table runs (
  id uuid primary key,
  site_id uuid not null references sites on delete cascade,
  post_id uuid references posts on delete set null,
  -- What set it off: the post's publication, or a person.
  trigger text not null check (trigger in ('publication', 'person')),
  started_by uuid references users on delete set null,
  scheduled_for timestamptz,
  created_at timestamptz not null default now()
);
create index runs_list on runs (site_id, id desc);
create index runs_post on runs (post_id);
-- A publication starts one run, ever.
create unique index runs_one_per_publication on runs (post_id) where trigger = 'publication';

create table deliveries (
  id uuid primary key,
  run_id uuid not null references runs on delete cascade,
  connection_id uuid not null references connections on delete cascade,
  state text not null check (state in
    ('scheduled', 'running', 'waiting', 'published', 'rejected', 'held', 'uncertain', 'cancelled')),
  -- Its place in the lane of its connection.
  due_at timestamptz not null,
  -- Not to be tried before this time, although due.
  wait_until timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  -- Tries that failed since the last step that succeeded.
  failed_tries integer not null default 0,
  composition jsonb not null,
  -- Why it waits, is held, was rejected or is uncertain.
  trouble jsonb,
  permalink text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index deliveries_run on deliveries (run_id);
-- A lane in its order: what was begun is finished first.
create index deliveries_lane on deliveries (connection_id, (started_at is null), due_at, id)
  where state in ('scheduled', 'running', 'waiting');
create index deliveries_held on deliveries (connection_id) where state = 'held';
create index deliveries_uncertain on deliveries (connection_id) where state = 'uncertain';

-- One row per connection: who works on it, and when it has something to do.
create table lanes (
  connection_id uuid primary key references connections on delete cascade,
  -- When its first delivery can go on; null when there is none.
  next_at timestamptz,
  -- The platform asked us to stay away until then.
  paused_until timestamptz,
  worker_id uuid,
  lease_until timestamptz,
  -- Counts up with every claim; a holder whose number is no longer current has lost the lane.
  fence integer not null default 0
);
create index lanes_next on lanes (next_at) where next_at is not null;
create index lanes_worker on lanes (worker_id) where worker_id is not null;

create table workers (
  id uuid primary key,
  -- The session-level advisory lock that the worker holds for as long as its process lives.
  lock_key integer generated always as identity unique,
  started_at timestamptz not null default now()
);

create table journal (
  delivery_id uuid not null references deliveries on delete cascade,
  step text not null,
  intent jsonb not null,
  first_sent_at timestamptz,
  -- A request is under way, or was when its worker died, or ended without a clear answer.
  is_in_doubt boolean not null default false,
  result jsonb,
  receipt jsonb,
  finished_at timestamptz,
  primary key (delivery_id, step)
);

create table attempts (
  delivery_id uuid not null references deliveries on delete cascade,
  number integer not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  -- The state it left the delivery in, or "interrupted".
  outcome text not null,
  detail text,
  primary key (delivery_id, number)
);

-- Notices ------------------------------------------------------------------------------------

create table notices (
  id uuid primary key,
  -- Null: for the operator.
  user_id uuid references users on delete cascade,
  kind text not null,
  message text not null,
  delivery_id uuid references deliveries on delete cascade,
  -- The same thing is said once.
  said_once text not null unique,
  read_at timestamptz,
  created_at timestamptz not null default now()
);
create index notices_user on notices (user_id, id desc);
