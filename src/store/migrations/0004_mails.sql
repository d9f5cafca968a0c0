-- Mail ---------------------------------------------------------------------------------------

-- Mails whose content was, or is about to be, sent to the mail server: none of them is sent again.
create table mail_handovers (
  -- The background job that sends the mail.
  job_id uuid primary key,
  -- Which try of the job it was; only that one may take it back.
  try_id uuid not null,
  handed_over_at timestamptz not null,
  -- When the mail server took it; null when no answer has come.
  taken_at timestamptz
);
