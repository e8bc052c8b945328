import { err, ok, type Result } from './result'

/** What a host answers, read no further than is taken of it: it may send without end. Rejects where the line breaks. */
export async function bodyWithin(response: Response, maxBytes: number): Promise<Result<Blob, 'too-large'>> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  const reader = response.body?.getReader()
  for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) {
    bytes += next.value.byteLength
    if (bytes > maxBytes) {
      await reader?.cancel()
      return err('too-large')
    }
    parts.push(next.value)
  }
  return ok(new Blob(parts))
}
