import { describe, expect, it } from 'vitest';
import {
  isAboutTrailer,
  isLocation,
  isStaleThumbnail,
  withGeometry,
  withoutProperties,
} from '../../../electron/formats/xmp/xmp-elements.ts';

const packet = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:p="http://ns.adobe.com/photoshop/1.0/"
 xmlns:ext="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
 exif:GPSLatitude="48,12.5N" exif:FNumber="28/10" p:City="Vienna" tiff:Orientation='6'>
<exif:GPSLongitude>16,22.4E</exif:GPSLongitude>
<ext:LocationShown><rdf:Bag><rdf:li><rdf:Description><ext:LocationShown>inner</ext:LocationShown></rdf:Description></rdf:li></rdf:Bag></ext:LocationShown>
<!-- <exif:GPSAltitude>in a comment</exif:GPSAltitude> -->
<p:State/>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">City of p:City</rdf:li></rdf:Alt></dc:title>
<tiff:ImageWidth>6000</tiff:ImageWidth>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

describe('withoutProperties', () => {
  it('takes places out, as attributes, elements and structures, and leaves the rest alone', () => {
    const out = withoutProperties(packet, isLocation);
    expect(out).not.toMatch(/48,12|16,22|Vienna|LocationShown|<p:State/);
    expect(out).toContain('exif:FNumber="28/10"');
    expect(out).toContain('City of p:City');
    expect(out).toContain('in a comment');
    expect(out.endsWith('<?xpacket end="w"?>')).toBe(true);
  });

  it('goes by the namespace, not by the prefix', () => {
    const thumbnails = packet.replaceAll('p:State', 'p:Thumbnails');
    expect(withoutProperties(thumbnails, isStaleThumbnail)).toContain('<p:Thumbnails/>');
    const xmp = thumbnails.replaceAll('http://ns.adobe.com/photoshop/1.0/', 'http://ns.adobe.com/xap/1.0/');
    expect(withoutProperties(xmp, isStaleThumbnail)).not.toContain('<p:Thumbnails/>');
  });

  it('takes out what is called a place in vocabularies that it does not know', () => {
    const drone = packet.replace(
      'xmlns:dc=',
      'xmlns:drone="http://www.dji.com/drone-dji/1.0/" drone:GpsLongtitude="16" drone:RelativeAltitude="+3" drone:GimbalReverse="0" xmlns:dc=',
    );
    const out = withoutProperties(drone, isLocation);
    expect(out).not.toMatch(/Longtitude|RelativeAltitude/);
    expect(out).toContain('drone:GimbalReverse="0"');
  });

  it('returns the very same text when there is nothing to take out', () => {
    expect(withoutProperties(packet, isStaleThumbnail)).toBe(packet);
  });

  it('forgets motion photos but not the camera’s own marks', () => {
    const camera =
      '<a xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" GCamera:MotionPhoto="1" GCamera:BurstID="7"><b/></a>';
    const out = withoutProperties(camera, isAboutTrailer);
    expect(out).not.toContain('MotionPhoto="1"');
    expect(out).toContain('GCamera:BurstID="7"');
  });
});

describe('withGeometry', () => {
  it('corrects orientation and size where the packet has them', () => {
    const out = withGeometry(packet, 1, { width: 1200, height: 800 });
    expect(out).toContain('tiff:Orientation="1"');
    expect(out).toContain('<tiff:ImageWidth>1200</tiff:ImageWidth>');
    expect(out).not.toContain('PixelXDimension');
  });
});
