// The Editor: what a post says, where it goes, and what is to be done with it.

import { Box, Stack } from "@mantine/core";
import { useIsMutating, useQuery } from "@tanstack/react-query";
import type { Post } from "#api/contract/posts.ts";
import type { Site } from "#api/contract/sites.ts";
import { SendingForm } from "../../../parts/SendingForm.tsx";
import { autopostQuery } from "../../../queries.ts";
import { useSession } from "../../../session.tsx";
import { usePreview } from "../preview/use-preview.ts";
import { Actions } from "./Actions.tsx";
import { AutopostPart } from "./AutopostPart.tsx";
import { ContentFields } from "./ContentFields.tsx";
import { DetailsFields } from "./DetailsFields.tsx";
import { isEmpty } from "./draft.ts";
import classes from "./editor.module.css";
import { FootNotice, HeadNotice } from "./EditorNotices.tsx";
import { ImagesField } from "./ImagesField.tsx";
import { Previews } from "./Previews.tsx";
import { toPreview } from "./save.ts";
import { useDraft } from "./use-draft.ts";
import { useSave } from "./use-save.ts";
import { uploadKey } from "./use-upload.ts";

interface EditorProps {
  site: Site;
  /** Undefined: a new one. */
  post?: Post;
}

export function Editor({ site, post }: EditorProps) {
  const { user } = useSession();
  const name = `${user.id}.${site.id}.${post?.id ?? "new"}`;
  const { draft, change, isChanged, isOutdated, discard } = useDraft({ name, post });
  const isPublished = post?.status === "published";
  const isScheduled = post?.status === "scheduled";
  const where = useQuery({ ...autopostQuery(site.id), enabled: !isPublished });
  const autopost = where.data;
  const writing = { draft, site, post };
  const { save, saving, doubt } = useSave({ name, writing, shown: autopost, onSaved: discard });
  const isLocked = doubt !== null || saving.isPending;
  const targets = isPublished ? [] : (autopost?.connections ?? []);
  const preview = usePreview(isLocked ? null : toPreview(writing, targets));
  const isUploading = useIsMutating({ mutationKey: uploadKey }) > 0;
  const error = saving.error ?? preview.error;

  function send() {
    if (!isUploading) save({ kind: isPublished || isScheduled ? "keep" : "publish" });
  }

  return (
    <SendingForm onSend={send}>
      <HeadNotice post={post} />
      <Box className="sheet">
        <Stack p="md">
          <ContentFields draft={draft} change={change} isLocked={isLocked} error={error} />
          <ImagesField draft={draft} change={change} isLocked={isLocked} error={error} />
          <DetailsFields {...{ site, post, draft, change, isLocked, error }} />
        </Stack>
        <Box p="md" className={classes["actions"] ?? ""}>
          {!isPublished && (
            <AutopostPart
              {...{ draft, change, isLocked, isScheduled, autopost }}
              error={where.error}
            />
          )}
          <Actions
            post={post}
            doubt={doubt}
            isUploading={isUploading}
            saving={saving}
            onSend={send}
            onSave={save}
          />
          <FootNotice
            post={post}
            isChanged={isChanged}
            isOutdated={isOutdated}
            onDiscard={isLocked ? undefined : discard}
          />
        </Box>
      </Box>
      {!isPublished && draft.autopost && (
        <Previews connections={targets} isEmpty={isEmpty(draft)} preview={preview} />
      )}
    </SendingForm>
  );
}
