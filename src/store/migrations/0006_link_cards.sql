-- Captions -----------------------------------------------------------------------------------

-- What pages say of themselves, for the cards of links to them. Kept for each user whose connections
-- show such cards, because the picture is an image of that user's.
create table link_cards (
  user_id uuid not null references users on delete cascade,
  -- As the link leads there: normalised, without a fragment.
  url text not null,
  -- Whether the page could be read at all; nothing is known of one that could not.
  is_read boolean not null,
  title text not null default '',
  description text not null default '',
  -- Null where the page names no picture, or one that cannot be used.
  media_id uuid references media on delete set null,
  alt text not null default '',
  -- When the page is to be asked again.
  expires_at timestamptz not null,
  primary key (user_id, url)
);
create index link_cards_media on link_cards (media_id);
create index link_cards_age on link_cards (expires_at);
