// Screenshots with 256 colours at most: flat drawings lose nothing that an eye sees and become a third as large.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

const paeth = (a, b, c) => {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
};

/** Undoes the line filters; 8 bits a channel, not interlaced, as browsers write it. */
function pixels(png) {
  const [width, height, channels] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25] === 6 ? 4 : 3];
  const parts = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const packed = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = packed[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x >= channels ? out[at - channels] : 0;
      const up = y ? out[at - stride] : 0;
      const corner = y && x >= channels ? out[at - stride - channels] : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      out[at] = (packed[y * (stride + 1) + 1 + x] + guess) & 255;
    }
  }
  return { width, height, channels, out };
}

/** Median cut: the box with the widest spread of the most pixels is halved until there are 256. */
function palette(counts) {
  let boxes = [[...counts].map(([colour, n]) => ({ rgb: [colour >> 16, (colour >> 8) & 255, colour & 255], colour, n }))];
  const spread = (box, axis) => Math.max(...box.map((c) => c.rgb[axis])) - Math.min(...box.map((c) => c.rgb[axis]));
  const rate = (box) => (box.length < 2 ? 0 : Math.max(...[0, 1, 2].map((a) => spread(box, a))) * Math.cbrt(box.reduce((sum, c) => sum + c.n, 0)));
  let rated = boxes.map((box) => [rate(box), box]);
  while (rated.length < 256) {
    rated.sort((a, b) => b[0] - a[0]);
    const [worth, box] = rated[0];
    if (!worth) break;
    const axis = [0, 1, 2].sort((a, b) => spread(box, b) - spread(box, a))[0];
    box.sort((a, b) => a.rgb[axis] - b.rgb[axis]);
    const middle = box.length >> 1;
    rated.splice(0, 1, ...[box.slice(0, middle), box.slice(middle)].map((half) => [rate(half), half]));
  }
  boxes = rated.map(([, box]) => box);
  const place = new Map();
  const table = Buffer.alloc(boxes.length * 3);
  boxes.forEach((box, index) => {
    const most = box.reduce((a, b) => (b.n > a.n ? b : a));
    most.rgb.forEach((value, axis) => (table[index * 3 + axis] = value));
    for (const { colour } of box) place.set(colour, index);
  });
  return { table, place };
}

export function smaller(png) {
  const { width, height, channels, out } = pixels(png);
  const counts = new Map();
  const colours = new Uint32Array(width * height);
  for (let i = 0; i < colours.length; i++) {
    colours[i] = (out[i * channels] << 16) | (out[i * channels + 1] << 8) | out[i * channels + 2];
    counts.set(colours[i], (counts.get(colours[i]) ?? 0) + 1);
  }
  const { table, place } = palette(counts);
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) lines[y * (width + 1) + 1 + x] = place.get(colours[y * width + x]);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('PLTE', table), chunk('IDAT', deflateSync(lines, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}
