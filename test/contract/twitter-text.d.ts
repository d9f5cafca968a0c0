declare module "twitter-text" {
  const twitterText: {
    parseTweet(text: string): { weightedLength: number };
    extractHashtags(text: string): string[];
    extractUrlsWithIndices(
      text: string,
      options: { extractUrlsWithoutProtocol: boolean },
    ): { indices: [number, number] }[];
  };
  export default twitterText;
}
