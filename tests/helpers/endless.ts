const PIECE_BYTES = 64 * 1024

/** What a host answers that does not end, and how many bytes of it were asked for; it gives up after 64 MiB. */
export function endless(): { readonly response: Response; readonly asked: () => number } {
  let bytes = 0
  const body = new ReadableStream<Uint8Array>({
    pull(stream) {
      bytes += PIECE_BYTES
      if (bytes > 64 * 1024 ** 2) stream.close()
      else stream.enqueue(new Uint8Array(PIECE_BYTES).fill(97))
    },
  })
  return { response: new Response(body), asked: () => bytes }
}
