-- The times of a step that may have been done: first_sent_at counts from its first request that may have
-- been, last_sent_at from its last one, which may still be under way at the platform.
alter table journal add column last_sent_at timestamptz;

-- Since when the platform has not been through with a step, asked again and again.
alter table journal add column waiting_since timestamptz;
