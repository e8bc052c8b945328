/** The camera, from asking for it until it is let go. */
import { err, ok, type Result } from '../../lib/result'

export type CameraFault = 'not-offered' | 'none' | 'refused' | 'busy'

/** Sharp enough for the longest code; the camera that looks away from its owner, where there are two. */
const WISHED: MediaStreamConstraints = {
  video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 960 } },
  audio: false,
}

export async function openCamera(): Promise<Result<MediaStream, CameraFault>> {
  // Browsers offer none to pages that did not come over https; the type says otherwise.
  const devices = navigator.mediaDevices as MediaDevices | undefined
  if (devices === undefined) return err('not-offered')
  try {
    return ok(await devices.getUserMedia(WISHED))
  } catch (error) {
    return err(cameraFault(error instanceof DOMException ? error.name : ''))
  }
}

export function closeCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

/** By the name of the error (Media Capture and Streams, 10.2.2). */
export function cameraFault(errorName: string): CameraFault {
  switch (errorName) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none'
    default:
      return 'busy'
  }
}
