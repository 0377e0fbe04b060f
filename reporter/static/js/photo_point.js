// Whether a photo may say where it was taken: no only for a JPEG that surely does not. The server reads the rest.
const READ_BYTES = 131_072;
const GPS = 0x8825;
const LATITUDE = 2;

export default async function maySayWhere(file) {
  const data = new DataView(await file.slice(0, READ_BYTES).arrayBuffer());
  try {
    if (data.getUint16(0) !== 0xffd8) return true;
    // Segment after segment up to the picture itself.
    for (let at = 2; data.getUint16(at) !== 0xffda; at += 2 + data.getUint16(at + 2)) {
      if (data.getUint16(at) === 0xffe1 && data.getUint32(at + 4) === 0x45786966) return hasLatitude(data, at + 10);
    }
    return false;
  } catch {
    return true;
  }
}

function hasLatitude(data, start) {
  const little = data.getUint16(start) === 0x4949;
  // Where in a directory the value of a tag stands.
  const find = (directory, tag) => {
    const at = start + directory;
    const entries = Array.from({ length: data.getUint16(at, little) }, (_, number) => at + 2 + 12 * number);
    const entry = entries.find((place) => data.getUint16(place, little) === tag);
    return entry && data.getUint32(entry + 8, little);
  };
  const gps = find(data.getUint32(start + 4, little), GPS);
  return gps !== undefined && find(gps, LATITUDE) !== undefined;
}
