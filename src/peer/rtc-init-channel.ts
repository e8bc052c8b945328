/**
 * A repair of a race in @libp2p/webrtc (6.0.33, private-to-private/initiate-connection.js).
 *
 * The dialling side opens a data channel named `init`, and the answering side closes it as soon as it arrives. When
 * the dialler looks at the channel only after that (a busy page is enough), it waits for an `open` that has already
 * been or never comes, and the dial hangs until its time limit. The same goes for `close`. Measured without the
 * repair: 7 of 44 dials hung.
 *
 * The repair tells a listener that comes too late what it has missed: a channel that is closing or closed has been
 * open, and a channel that is closed has been closed. Only channels named `init` are touched, and only for these
 * two events. tests/peer/rtc-init-channel.test.ts shows the hang without it.
 */

/** What the repair needs of an RTCDataChannel. */
export interface InitChannel extends EventTarget {
  readonly label: string
  readonly readyState: string
}

const INIT_LABEL = 'init'

/** Makes one channel repeat a missed `open` or `close`; other channels are left as they are. */
export function repeatMissedEvents<T extends InitChannel>(channel: T): T {
  if (channel.label !== INIT_LABEL) return channel
  let wasSeenOpen = channel.readyState === 'open'
  const listen = channel.addEventListener.bind(channel)

  listen('open', () => (wasSeenOpen = true))
  listen('close', () => {
    if (!wasSeenOpen) channel.dispatchEvent(new Event('open'))
  })

  channel.addEventListener = (
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ) => {
    listen(type, listener, options)
    if (listener === null || !isMissed(type, channel.readyState)) return
    // Not at once: who listens now expects to be called later, as by the browser.
    queueMicrotask(() => {
      const event = new Event(type)
      if (typeof listener === 'function') listener.call(channel, event)
      else listener.handleEvent(event)
    })
  }
  return channel
}

function isMissed(type: string, readyState: string): boolean {
  if (type === 'open') return readyState === 'closing' || readyState === 'closed'
  return type === 'close' && readyState === 'closed'
}

/** Applies the repair to every `init` channel of this page; without WebRTC (in a worker) there is nothing to do. */
export function repairInitChannels(): void {
  if (typeof RTCPeerConnection === 'undefined') return
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the connection as `this` below
  const create = RTCPeerConnection.prototype.createDataChannel
  RTCPeerConnection.prototype.createDataChannel = function (
    this: RTCPeerConnection,
    label: string,
    options?: RTCDataChannelInit,
  ) {
    return repeatMissedEvents(create.call(this, label, options))
  }
}
