/** What tells a learning system what a package is: imsmanifest.xml for SCORM 1.2, tincan.xml for xAPI. */

export interface PackedLab {
  slug: string;
  title: string;
  summary: string;
  /** Percent of the points from which it counts as passed. */
  mastery: number;
}

/** Every file of the package belongs to its one resource. */
export function scormManifest({ slug, title, mastery }: PackedLab, files: readonly string[]): string {
  const id = `skep-${slug}`.replace(/[^A-Za-z0-9_-]/g, '-');
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="${id}" version="1.0"
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="${id}-organization">
    <organization identifier="${id}-organization">
      <title>${xml(title)}</title>
      <item identifier="${id}-item" identifierref="${id}-resource">
        <title>${xml(title)}</title>
        <adlcp:masteryscore>${mastery}</adlcp:masteryscore>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="${id}-resource" type="webcontent" adlcp:scormtype="sco" href="index.html">
${files.map((file) => `      <file href="${xml(file)}"/>`).join('\n')}
    </resource>
  </resources>
</manifest>
`;
}

export function tincanManifest({ slug, title, summary }: PackedLab): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<tincan xmlns="http://projecttincan.com/tincan.xsd">
  <activities>
    <activity id="urn:skep:lab:${xml(slug)}" type="http://adlnet.gov/expapi/activities/lesson">
      <name>${xml(title)}</name>
      <description lang="en">${xml(summary)}</description>
      <launch lang="en">index.html</launch>
    </activity>
  </activities>
</tincan>
`;
}

export const xml = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
