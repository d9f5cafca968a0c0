// Hears from the server when a delivery has changed or there is a notice, and then has the pages look
// again: an event may come before, between or after answers, a look is always right. Hidden tabs hang
// up, because a browser keeps only a few connections to one server.

import { useDocumentVisibility } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import type { QueryKey } from "@tanstack/react-query";
import { createContext, use, useEffect, useState } from "react";
import type { ReactNode } from "react";
import { liveKeys, noticeKeys } from "./queries.ts";

const reopenAfterMs = 5_000;

const LiveContext = createContext(false);

export function LiveProvider({ children }: { children: ReactNode }) {
  const isVisible = useDocumentVisibility() === "visible";
  const queryClient = useQueryClient();
  const [isLive, setIsLive] = useState(false);

  useEffect(() => {
    if (!isVisible) return;
    const lookAgain = (keys: readonly QueryKey[]) => {
      for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey });
    };
    const hangUp = listen({
      onDelivery: () => lookAgain(liveKeys),
      onNotice: () => lookAgain(noticeKeys),
      onLive: setIsLive,
    });
    return () => {
      hangUp();
      setIsLive(false);
    };
  }, [isVisible, queryClient]);

  return <LiveContext value={isLive}>{children}</LiveContext>;
}

/** Whether changes announce themselves; where not, pages that wait for one have to ask. */
export function useIsLive(): boolean {
  return use(LiveContext);
}

interface Listener {
  onDelivery(): void;
  onNotice(): void;
  onLive(isLive: boolean): void;
}

function listen({ onDelivery, onNotice, onLive }: Listener): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let source = open();

  function open(): EventSource {
    const opened = new EventSource("/api/v1/events");
    opened.addEventListener("open", () => {
      onLive(true);
      // What happened while nobody listened.
      onDelivery();
      onNotice();
    });
    opened.addEventListener("delivery", onDelivery);
    opened.addEventListener("notice", onNotice);
    opened.addEventListener("error", () => {
      onLive(false);
      // The browser tries again by itself, except after an answer that is no stream.
      if (opened.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(() => (source = open()), reopenAfterMs);
    });
    return opened;
  }

  return () => {
    clearTimeout(timer);
    source.close();
  };
}
