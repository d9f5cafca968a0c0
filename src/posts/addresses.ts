// Where the public pages of sites and their posts stand.

/** The index of a site. */
export function siteUrl(publicUrl: string, siteSlug: string): string {
  return `${publicUrl}/@${encodeURIComponent(siteSlug)}`;
}

export function postUrl(publicUrl: string, siteSlug: string, postSlug: string): string {
  return `${siteUrl(publicUrl, siteSlug)}/${encodeURIComponent(postSlug)}`;
}
