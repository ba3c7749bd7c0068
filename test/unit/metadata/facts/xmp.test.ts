import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseXml } from '../../../../electron/formats/xmp/xml.ts';
import { xmpFacts } from '../../../../electron/metadata/facts/xmp-facts.ts';
import { readXmp, textOf, xmpName } from '../../../../electron/formats/xmp/xmp-fields.ts';
import type { Orientation } from '../../../../electron/formats/orientation.ts';

const NAMESPACES = `xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/" xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"
 xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#" xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#"
 xmlns:MP="http://ns.microsoft.com/photo/1.2/" xmlns:MPRI="http://ns.microsoft.com/photo/1.2/t/RegionInfo#"
 xmlns:MPReg="http://ns.microsoft.com/photo/1.2/t/Region#" xmlns:exif="http://ns.adobe.com/exif/1.0/"`;

const packet = (attributes: string, elements = ''): string =>
  `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${NAMESPACES}>` +
  `<rdf:Description rdf:about="" ${attributes}>${elements}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

const facts = (text: string, orientation: Orientation = 1, stored?: { width: number; height: number }) =>
  xmpFacts(readXmp(Buffer.from(text)), orientation, stored);

describe('what XMP says of a photo', () => {
  it.each<[string, string, object]>([
    ['stars', packet('xmp:Rating="4"'), { rating: 4 }],
    ['stars as an element', packet('', '<xmp:Rating> 3 </xmp:Rating>'), { rating: 3 }],
    ['no stars', packet('xmp:Rating="0"'), { rating: 0 }],
    ['a rejected photo', packet('xmp:Rating="-1"'), { rating: 0, pick: 'rejected' }],
    ['stars that nobody has', packet('xmp:Rating="7"'), {}],
    ['a label', packet('xmp:Label="R&amp;B &#x1F7E5;"'), { label: 'R&B 🟥' }],
    ['a picked photo', packet('xmpDM:pick="1" xmp:Rating="2"'), { pick: 'picked', rating: 2 }],
    ['a rejected one', packet('xmpDM:pick="-1"'), { pick: 'rejected' }],
    ['one without a flag', packet('xmpDM:pick="0" xmpDM:good="true"'), { pick: 'unflagged' }],
    ['the older word', packet('xmpDM:good="False"'), { pick: 'rejected' }],
    ['another prefix', packet('xmlns:a="http://ns.adobe.com/xap/1.0/" a:Rating="5"'), { rating: 5 }],
    ['another namespace', packet('xmlns:xmp="http://example.org/" xmp:Rating="5"'), {}],
    [
      'a comment',
      packet('', '<!-- <xmp:Rating>5</xmp:Rating> --><xmp:Label><![CDATA[a<b]]></xmp:Label>'),
      { label: 'a<b' },
    ],
    ['a cut packet', packet('xmp:Rating="4"', '<xmp:Label>x').slice(0, -59), { rating: 4, label: 'x' }],
  ])('%s', (_what, text, expected) => expect(facts(text)).toEqual(expected));

  it('when it was taken', () => {
    expect(facts(packet('exif:DateTimeOriginal="2026-05-01T13:45:10.25+02:00"')).captured).toEqual({
      ms: Date.UTC(2026, 4, 1, 11, 45, 10, 250),
      local: '2026-05-01T13:45:10.250',
      zone: 'written',
    });
  });

  it('reads UTF-16 by its mark', () => {
    const text = Buffer.from(`\ufeff${packet('xmp:Rating="4"')}`, 'utf16le');
    expect(xmpFacts(readXmp(text), 1)).toEqual({ rating: 4 });
  });
});

const region = (x: number, y: number, w: number, h: number, more = 'mwg-rs:Type="Face" mwg-rs:Name="Ada"'): string =>
  `<rdf:li><rdf:Description ${more}><mwg-rs:Area stArea:x="${x}" stArea:y="${y}" stArea:w="${w}" stArea:h="${h}" stArea:unit="normalized"/></rdf:Description></rdf:li>`;
const regions = (list: string, applied = ''): string =>
  packet(
    '',
    `<mwg-rs:Regions rdf:parseType="Resource">${applied}<mwg-rs:RegionList><rdf:Bag>${list}</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>`,
  );
const appliedTo = (w: number, h: number): string =>
  `<mwg-rs:AppliedToDimensions stDim:w="${w}" stDim:h="${h}" stDim:unit="pixel"/>`;

describe('faces that other programs marked', () => {
  const boxOf = (text: string, orientation: Orientation = 1, stored?: { width: number; height: number }) =>
    facts(text, orientation, stored).faces?.map(({ left, top, width, height, name }) => [
      ...[left, top, width, height].map((share) => Math.round(share * 1000) / 1000),
      name,
    ]);

  it('are boxes from the upper left corner', () => {
    expect(boxOf(regions(region(0.3, 0.4, 0.2, 0.4)))).toEqual([[0.2, 0.2, 0.2, 0.4, 'Ada']]);
  });

  it.each<[Orientation, number[]]>([
    [1, [0.1, 0.2, 0.3, 0.1]],
    [2, [0.6, 0.2, 0.3, 0.1]],
    [3, [0.6, 0.7, 0.3, 0.1]],
    [4, [0.1, 0.7, 0.3, 0.1]],
    [5, [0.2, 0.1, 0.1, 0.3]],
    [6, [0.7, 0.1, 0.1, 0.3]],
    [7, [0.7, 0.6, 0.1, 0.3]],
    [8, [0.2, 0.6, 0.1, 0.3]],
  ])('turn with the picture (orientation %i)', (orientation, expected) => {
    expect(boxOf(regions(region(0.25, 0.25, 0.3, 0.1)), orientation)).toEqual([[...expected, 'Ada']]);
  });

  it('do not turn where the writer meant the upright picture', () => {
    const stored = { width: 600, height: 400 };
    const list = region(0.25, 0.25, 0.3, 0.1);
    expect(boxOf(regions(list, appliedTo(400, 600)), 6, stored)).toEqual([[0.1, 0.2, 0.3, 0.1, 'Ada']]);
    expect(boxOf(regions(list, appliedTo(600, 400)), 6, stored)).toEqual([[0.7, 0.1, 0.1, 0.3, 'Ada']]);
  });

  it('may be given in pixels', () => {
    const list = region(300, 200, 60, 80).replace('normalized', 'pixel');
    expect(boxOf(regions(list, appliedTo(600, 400)))).toEqual([[0.45, 0.4, 0.1, 0.2, 'Ada']]);
  });

  it('leave out what is no face and what makes no sense, and end at the edge', () => {
    const list = [
      region(0.5, 0.5, 0.1, 0.1, 'mwg-rs:Type="Pet"'),
      region(0.5, 0.5, 0, 0.1),
      region(NaN, 0.5, 0.1, 0.1),
      region(3, 3, 0.1, 0.1),
      region(1e300, 0.5, 0.1, 0.1),
      region(0, 0.5, 0.2, 0.2, 'mwg-rs:Type="Face"'),
    ];
    expect(boxOf(regions(list.join('')))).toEqual([[0, 0.4, 0.1, 0.2, undefined]]);
  });

  it('are read in Microsoft’s words too', () => {
    const text = packet(
      '',
      '<MP:RegionInfo><rdf:Description><MPRI:Regions><rdf:Bag><rdf:li MPReg:Rectangle="0.1, 0.2, 0.3, 0.1" MPReg:PersonDisplayName="Ada"/>' +
        '<rdf:li MPReg:Rectangle="0.1, 0.2"/></rdf:Bag></MPRI:Regions></rdf:Description></MP:RegionInfo>',
    );
    expect(boxOf(text)).toEqual([[0.1, 0.2, 0.3, 0.1, 'Ada']]);
  });

  it('are always within the picture, whatever the numbers', () => {
    const number = fc.oneof(fc.double(), fc.constantFrom(0, 1, -1, 0.5, 1e9));
    fc.assert(
      fc.property(number, number, number, number, fc.integer({ min: 1, max: 8 }), (x, y, w, h, orientation) => {
        for (const face of facts(regions(region(x, y, w, h)), orientation as Orientation).faces ?? []) {
          expect(Math.min(face.left, face.top, face.width, face.height)).toBeGreaterThanOrEqual(0);
          expect(Math.max(face.left + face.width, face.top + face.height)).toBeLessThanOrEqual(1.000001);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('an XML text that is none', () => {
  it('never throws', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      '=',
      '"',
      "'",
      '&',
      '&#1114112;',
      ' ',
      'a',
      'a:b',
      '<!--',
      '<![CDATA[',
      ']]>',
      '<?',
      '</a>',
      '<a b="c">',
      'xmlns:a="u"',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
        ),
        (text) => {
          parseXml(text);
          readXmp(Buffer.from(text));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads what there is of a damaged packet', () => {
    const whole = Buffer.from(regions(region(0.3, 0.4, 0.2, 0.4), appliedTo(3, 2)));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 10 }), (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        xmpFacts(readXmp(bytes), 6);
      }),
      { numRuns: 200 },
    );
  });

  it('cannot be made to grow or to nest without end', () => {
    const entities = '<!DOCTYPE a [<!ENTITY b "cccc"><!ENTITY d "&b;&b;&b;">]><a>&d;&d;</a>';
    expect(JSON.stringify(parseXml(entities)).length).toBeLessThan(500);
    expect(parseXml('<a>'.repeat(100_000)).children).toHaveLength(1);
    expect(parseXml('<a/>'.repeat(100_000)).children.length).toBeLessThanOrEqual(40_000);
    expect(readXmp(Buffer.from(`<a ${'b="c" '.repeat(100_000)}/>`)).size).toBe(0);
  });

  it('resolves a prefix by the nearest declaration', () => {
    const text = packet('', '<xmp:Label xmlns:xmp="http://example.org/">no</xmp:Label><xmp:Label>yes</xmp:Label>');
    const read = readXmp(Buffer.from(text));
    expect(textOf(read.get(xmpName('http://example.org/', 'Label')))).toBe('no');
    expect(textOf(read.get(xmpName('http://ns.adobe.com/xap/1.0/', 'Label')))).toBe('yes');
  });
});
