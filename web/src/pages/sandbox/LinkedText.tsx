// A text whose web addresses can be followed, in the brackets that some platforms hide.

import { Anchor } from "@mantine/core";

const address = /(<?https?:\/\/[^\s<>]*[^\s<>.,;:!?)\]]>?)/;

export function LinkedText({ text }: { text: string }) {
  return text.split(address).map((part, index) => {
    if (!address.test(part)) return part;
    const url = part.replace(/^<|>$/g, "");
    return (
      <Anchor key={index} href={url} target="_blank" rel="noreferrer" inherit>
        {url}
      </Anchor>
    );
  });
}
