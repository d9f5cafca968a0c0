import { expect, test } from "vitest";
import { createSecretBox } from "#kernel/secret-box.ts";
import { newAddressMail, addressChangeMail } from "#people/mails.ts";
import { openMail, sealMail } from "./sealed.ts";

const box = createSecretBox(["a secret of this test"]);

test.each([
  ["with a link", newAddressMail("ada@example.org", "https://notes.example/#token=s3cret")],
  ["without one", addressChangeMail("ada@example.org", "ada@example.net", "https://notes.example")],
])("a mail %s comes out as it went in, and cannot be read on its way", (_, mail) => {
  const sealed = sealMail(box, mail);
  expect(JSON.stringify(sealed)).not.toMatch(/ada|s3cret/);
  expect(openMail(box, sealed)).toEqual(mail);
});

test("what was not sealed here does not open", () => {
  const sealed = sealMail(createSecretBox(["another secret, of others"]), {
    ...{ to: "ada@example.org", subject: "", paragraphs: [] },
  });
  expect(() => openMail(box, sealed)).toThrow("No key opens this secret");
});
