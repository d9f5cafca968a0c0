// What the query of the address that has led here tells: once, and not again after a reload.

import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";

export function useNews<T>(read: (search: string) => T | undefined): T | undefined {
  const navigate = useNavigate();
  const [news] = useState(() => read(location.search));
  const isThere = news !== undefined;
  useEffect(() => {
    if (isThere) void navigate({ to: ".", search: {}, replace: true });
  }, [isThere, navigate]);
  return news;
}
