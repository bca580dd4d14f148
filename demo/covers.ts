import sharp from 'sharp';
import { articlePlans, coverOf } from '../supabase/seed/articles.ts';
import type { DemoBackend } from './backend.ts';

/** Drawings in place of photographs, on a field of 160 × 90, in the order of the articles. */
const drawings: readonly string[] = [
  `<rect width="160" height="90" fill="#1f2c5e"/><g fill="none" stroke="#6f86da" stroke-width="1.2"><path d="M62 34h22c8 0 8 22 18 22M62 44h14c8 0 8 26 26 26"/></g>
   <rect x="20" y="20" width="42" height="40" rx="3" fill="#f4f6ff"/><rect x="20" y="20" width="42" height="10" rx="3" fill="#8fa4f4"/>
   <rect x="102" y="44" width="38" height="34" rx="3" fill="#f4f6ff"/><rect x="102" y="44" width="38" height="9" rx="3" fill="#f2b35a"/>
   <g fill="#c3ccee"><rect x="25" y="36" width="26" height="3" rx="1.5"/><rect x="25" y="44" width="31" height="3" rx="1.5"/><rect x="25" y="52" width="20" height="3" rx="1.5"/><rect x="107" y="59" width="26" height="3" rx="1.5"/><rect x="107" y="67" width="18" height="3" rx="1.5"/></g>`,
  `<rect width="160" height="90" fill="#e7dfd1"/><rect y="66" width="160" height="24" fill="#cdbfa6"/><g transform="rotate(-4 70 50)"><rect x="44" y="18" width="46" height="60" rx="3" fill="#fff"/>
   <g fill="#b9c9bd"><rect x="54" y="30" width="28" height="3"/><rect x="54" y="40" width="24" height="3"/><rect x="54" y="50" width="28" height="3"/></g><circle cx="76" cy="66" r="6" fill="none" stroke="#2f4bc0" stroke-width="1.6"/></g>
   <rect x="104" y="28" width="7" height="50" fill="#8b5e4a"/><rect x="113" y="34" width="9" height="44" fill="#c98453"/><rect x="124" y="30" width="6" height="48" fill="#5e7d6c"/>`,
  `<rect width="160" height="90" fill="#123c3a"/><g stroke="#3f8b82" stroke-width="1.2" fill="none"><path d="M80 30v16M80 46 42 62M80 46l38 16M80 46v16"/></g><circle cx="80" cy="24" r="12" fill="#f0b660"/>
   <g fill="#ddf0ea"><rect x="28" y="60" width="28" height="16" rx="3"/><rect x="66" y="60" width="28" height="16" rx="3"/><rect x="104" y="60" width="28" height="16" rx="3"/></g>`,
  `<rect width="160" height="90" fill="#f3d9cf"/><circle cx="122" cy="26" r="14" fill="#f7b26b"/><path d="M0 70q40-18 80-6t80-10v36H0z" fill="#c7705e"/><path d="M0 80q46-12 86-4t74-8v22H0z" fill="#a9503f"/>
   <path d="M48 38l30-13 30 13-30 13z" fill="#2c2f45"/><path d="M62 46v12c8 7 24 7 32 0V46l-16 7z" fill="#3d4160"/><path d="M104 40v18" stroke="#2c2f45" stroke-width="1.6"/>`,
  `<rect width="160" height="90" fill="#dcd6f0"/><g transform="rotate(-7 70 46)"><rect x="34" y="24" width="62" height="40" rx="5" fill="#5a4696"/></g><g transform="rotate(4 90 48)"><rect x="58" y="28" width="62" height="40" rx="5" fill="#fff"/>
   <g fill="#9682c8"><rect x="70" y="42" width="38" height="4" rx="2"/><rect x="70" y="52" width="24" height="4" rx="2"/></g></g>`,
  `<rect width="160" height="90" fill="#dce6dd"/><g transform="rotate(-5 80 52)"><rect x="48" y="16" width="62" height="78" rx="3" fill="#fff"/><g fill="#b9c9bd"><rect x="68" y="30" width="34" height="3"/><rect x="68" y="44" width="28" height="3"/><rect x="68" y="58" width="32" height="3"/></g>
   <g fill="none" stroke="#2f7d55" stroke-width="2"><path d="M56 31l2.5 2.5 4.5-5.500M56 45l2.500 2.500 4.500-5.500"/></g></g><path d="M118 84l14-40 7 2.500-14 40-8 7z" fill="#e0a23c"/>`,
];

const sizes = { original: 1600, p1280: 1280, p400: 400 };

/**
 * Puts the covers of the seeded articles into Storage, as who wrote them would have.
 * @throws {Error} when Storage refuses one.
 */
export async function putUpCovers({ collegeId, own, url }: DemoBackend): Promise<void> {
  if (!own) return;
  for (const [at, { id }] of articlePlans.entries()) {
    const drawing = Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 90">${drawings[at] ?? ''}</svg>`,
    );
    for (const [name, width] of Object.entries(sizes)) {
      const picture = await sharp(drawing, { density: 720 }).resize(width).webp().toBuffer();
      const answer = await fetch(`${url}/storage/v1/object/article-files/${collegeId}/${id}/${coverOf(id)}/${name}`, {
        method: 'POST',
        headers: { apikey: own.secretKey, authorization: `Bearer ${own.secretKey}`, 'content-type': 'image/webp' },
        body: new Uint8Array(picture),
      });
      // They are there since an earlier start.
      if (answer.status === 409 || (answer.status === 400 && (await answer.text()).includes('Duplicate'))) return;
      if (!answer.ok) throw new Error(`a cover was refused: ${answer.status}`);
    }
  }
}
