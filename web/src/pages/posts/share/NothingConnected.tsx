// Where there is nowhere to share to.

import { Box, Text } from "@mantine/core";
import { PageLink } from "../../../parts/links.tsx";

export function NothingConnected() {
  return (
    <Box className="sheet" p="md">
      <Text>
        Nothing is connected yet. <PageLink to="/connections">Connect an account</PageLink> and come
        back.
      </Text>
    </Box>
  );
}
