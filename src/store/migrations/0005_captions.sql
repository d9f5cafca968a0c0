-- How the posts of a site are worded: rules by "default", platform or connection id.
alter table sites add column caption_rules jsonb not null default '{}';
-- How its author writes, in their own words, for whoever words a caption for them.
alter table sites add column voice text not null default '';
