// What is written on the left, and what comes of it on the right; under one another where there is no
// room for both.

import type { ReactNode } from "react";
import classes from "./columns.module.css";

interface ColumnsProps {
  children: ReactNode;
  /** On the right; stays in sight beside what is longer than the window. */
  beside: ReactNode;
}

export function Columns({ children, beside }: ColumnsProps) {
  return (
    <div className={classes.columns}>
      <div>{children}</div>
      <div className={classes.beside}>{beside}</div>
    </div>
  );
}
