// The icons in use, one import each.

export { default as AlertIcon } from "@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs";
export { default as CheckIcon } from "@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs";
export { default as ClockIcon } from "@tabler/icons-react/dist/esm/icons/IconClock.mjs";
export { default as ConnectionsIcon } from "@tabler/icons-react/dist/esm/icons/IconPlugConnected.mjs";
export { default as ExternalIcon } from "@tabler/icons-react/dist/esm/icons/IconExternalLink.mjs";
export { default as HistoryIcon } from "@tabler/icons-react/dist/esm/icons/IconHistory.mjs";
export { default as KeyIcon } from "@tabler/icons-react/dist/esm/icons/IconKey.mjs";
export { default as PhotoIcon } from "@tabler/icons-react/dist/esm/icons/IconPhotoPlus.mjs";
export { default as QuestionIcon } from "@tabler/icons-react/dist/esm/icons/IconHelpCircle.mjs";
export { default as RemoveIcon } from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
export { default as RetryIcon } from "@tabler/icons-react/dist/esm/icons/IconRefresh.mjs";
export { default as SandboxIcon } from "@tabler/icons-react/dist/esm/icons/IconFlask.mjs";
export { default as SendIcon } from "@tabler/icons-react/dist/esm/icons/IconSend.mjs";
export { default as SignOutIcon } from "@tabler/icons-react/dist/esm/icons/IconLogout.mjs";
export { default as StopIcon } from "@tabler/icons-react/dist/esm/icons/IconCircleX.mjs";
export { default as WriteIcon } from "@tabler/icons-react/dist/esm/icons/IconPencil.mjs";
