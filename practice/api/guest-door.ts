import type { JsonObject } from '../objects/json'
import type { ByteChannel } from '../web-socket/channel'

/** What a guest's agent tells of it, in the words of KubeVirt's API. */
export interface AgentData {
  version: string
  hostname: string
  /** id, name, prettyName, version, versionId, kernelRelease, kernelVersion, machine. */
  os: JsonObject
  users: { userName: string; loginTime: number }[]
  fileSystems: { diskName: string; mountPoint: string; fileSystemType: string; usedBytes: number; totalBytes: number }[]
}

export interface ConsoleLine {
  /** RFC 3339, when it was complete. */
  time: string
  text: string
}

/** What a guest has written to its serial port since its instance began. */
export interface ConsoleLog {
  lines(): Promise<readonly ConsoleLine[]>
  /** @returns how to stop that */
  follow(listener: (line: ConsoleLine) => void): () => void
}

/** A running guest, as KubeVirt's subresources reach it. One viewer at a time sits at the screen and one at the serial console: see MachineCalls. */
export interface GuestPorts {
  /** Speaks RFB 3.8 to one viewer until either side closes. */
  serveScreen(channel: ByteChannel): void
  /** Joins one viewer with the serial console until either side closes. */
  serveSerial(channel: ByteChannel): void
  /** Connects to a TCP port of the guest's. Rejects in the words of a failed dial. */
  openPort(port: number): Promise<(channel: ByteChannel) => void>
  readonly consoleLog: ConsoleLog
  /** Resolves to a PNG. */
  takeScreenshot(): Promise<Uint8Array>
  /** Rejects when the agent does not answer. */
  readAgent(): Promise<AgentData>
  /** Asks its Linux to restart in good order; who sits at screen or console stays. Rejects when nobody listens. */
  reboot(): Promise<void>
  /** Makes it fail, as a kernel panic would. */
  crash(): Promise<void>
}

/** Where the API finds the guest behind an instance. */
export interface GuestDoor {
  /** Undefined while no guest runs for it. */
  find(namespace: string, name: string): GuestPorts | undefined
  /** Writes memory and disks of all guests into a new directory, for a snapshot of the classroom. */
  save?(directory: string): Promise<void>
  /** Goes on with the guests as `save` left them. The instances they belong to are in place again. */
  restore?(directory: string): Promise<void>
}

/** Guests that come and go with the instances. */
export interface ClassroomGuests extends GuestDoor {
  /** Follows the instances from now on: whoever ran before is found all the same. */
  follow(): void
  /** Keeps what is in the guests' memory and on their disks. */
  close(): Promise<void>
}
