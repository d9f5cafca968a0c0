// A post's own images as pages show them; browsers choose between two sizes.

import { html } from "hono/html";
import { imageLink } from "./links.ts";
import type { Served } from "./links.ts";
import type { PublicImage, PublicPost } from "./published.ts";
import type { Html } from "./sheet.ts";

/** The width of the sheet's text, or nearly that of a small screen. */
const sizes = "(min-width: 48em) 36rem, 92vw";

/** The cover is what the eye meets first, so it is fetched first. */
export function coverPicture(served: Served, post: PublicPost): Html | "" {
  const cover = post.images.find(({ isCover }) => isCover);
  if (cover === undefined) return "";
  return html`<figure class="cover">${picture(served, cover, html`fetchpriority="high"`)}</figure>`;
}

/** Those shown with the post. */
export function otherPictures(served: Served, post: PublicPost): Html[] {
  return later(
    served,
    post.images.filter(({ isCover }) => !isCover),
  );
}

/** On a page of many posts, none is urgent. */
export function allPictures(served: Served, post: PublicPost): Html[] {
  return later(served, post.images);
}

function later(served: Served, images: readonly PublicImage[]): Html[] {
  return images.map(
    (image) =>
      html`<figure class="picture">${picture(served, image, html`loading="lazy"`)}</figure>`,
  );
}

function picture(served: Served, image: PublicImage, priority: Html): Html {
  const [wide, narrow] = [imageLink(served, image, "wide"), imageLink(served, image, "narrow")];
  // From wherever the page itself was reached.
  const [wideSrc, narrowSrc] = [wide.url, narrow.url].map((url) => new URL(url).pathname);
  return html`<img
    class="u-photo"
    src="${wideSrc}"
    srcset="${narrowSrc} ${narrow.widthPx}w, ${wideSrc} ${wide.widthPx}w"
    sizes="${sizes}"
    width="${wide.widthPx}"
    height="${wide.heightPx}"
    alt="${image.alt}"
    decoding="async"
    ${priority}
  />`;
}
