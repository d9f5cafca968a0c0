import { expect, test } from "vitest";
import type { Mail } from "#people/mails.ts";
import { toHtml, toText } from "./render.ts";

const mail: Mail = {
  to: "ada@example.org",
  subject: "Read <this>",
  paragraphs: ["Hello <Ada> & others:", "Bye."],
  action: { label: "Follow", url: "https://notes.example/page?a=1&b=2#token=x" },
};

test("the text has its link in the place of the button", () => {
  expect(toText(mail)).toBe(
    "Hello <Ada> & others:\n\nFollow:\nhttps://notes.example/page?a=1&b=2#token=x\n\nBye.\n",
  );
});

test("the HTML says the same, with nothing of it taken for HTML", async () => {
  const page = await toHtml(mail);
  expect(page).toContain("<title>Read &lt;this&gt;</title>");
  expect(page).toContain("<p>Hello &lt;Ada&gt; &amp; others:</p>");
  expect(page).toContain('href="https://notes.example/page?a=1&amp;b=2#token=x"');
  expect(page.indexOf("Follow")).toBeLessThan(page.indexOf("Bye."));
  expect(page).not.toMatch(/<script|src=/);
});

test("a mail without an action has no link", async () => {
  const { to, subject, paragraphs } = mail;
  const plain = { to, subject, paragraphs };
  expect(toText(plain)).toBe("Hello <Ada> & others:\n\nBye.\n");
  expect(await toHtml(plain)).not.toContain("href");
});
