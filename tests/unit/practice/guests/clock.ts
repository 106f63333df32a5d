/**
 * How many seconds a guest's clock is off, however long the answer took.
 *
 * @param read what `date +%s` says in the guest
 */
export async function secondsOff(read: () => Promise<string>): Promise<number> {
  const before = Date.now() / 1000
  const guest = Number(await read())
  const after = Date.now() / 1000
  return Math.max(before - guest, guest - after, 0)
}
