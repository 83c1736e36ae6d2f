"""How the apps look: readable at 1366 × 768, colours that everybody can tell apart, no font or picture from elsewhere."""

STYLE = """<style>
.rw-app {max-width: 1500px; color: #1a1a1a; background: #fff; padding: 4px 10px; overflow-x: hidden;
  --jp-widgets-font-size: 13px;}
.rw-app h2 {display: inline; font-size: 20px; margin: 0 10px 0 0; font-weight: 600;}
.rw-app .rw-about {color: #5f5f5f;}
.rw-app .rw-row {flex-wrap: wrap; align-items: center; gap: 4px 10px; overflow: visible;}
.rw-app .rw-grow {flex: 1 1 auto; min-width: 260px;}
.rw-app select[multiple] {overflow-x: auto;}
.rw-app .rw-columns {display: grid; grid-template-columns: minmax(380px, 43%) minmax(0, 1fr); gap: 14px;
  overflow: visible; align-items: start;}
.rw-app .rw-narrow-left {grid-template-columns: minmax(270px, 26%) minmax(0, 1fr);}
.rw-app .rw-wide-tabs > .lm-TabBar .lm-TabBar-tab {flex: 0 1 200px; max-width: 260px;}
@media (max-width: 900px) {.rw-app .rw-columns {grid-template-columns: minmax(0, 1fr);}}
.rw-app .rw-figure {max-width: 100%; height: auto; display: block;}
.rw-app .rw-message:empty {display: none;}
.rw-app .rw-bad {border-left: 4px solid #d55e00; background: #fdf1ea; padding: 6px 10px; line-height: 1.4;}
.rw-app .rw-bad p {margin: 0 0 4px 0; font-weight: 600;}
.rw-app .rw-bad ol {margin: 0; padding-left: 22px;}
.rw-app .rw-good {border-left: 4px solid #009e73; background: #ecf7f3; padding: 6px 10px; line-height: 1.4;}
.rw-app .rw-small, .rw-app .rw-base {color: #5f5f5f; font-size: 12px; line-height: 1.35;}
.rw-app .rw-base {padding: 0 0 2px 0; white-space: normal; overflow-wrap: anywhere;}
.rw-app .rw-numbers {display: flex; flex-wrap: wrap; gap: 4px 26px; line-height: 1.35; padding: 2px 0;}
.rw-app .rw-numbers b {font-size: 18px; font-weight: 600; white-space: nowrap;}
.rw-app .rw-setting {border-top: 1px solid #d9d9d9; padding: 4px 0; overflow: visible;}
.rw-app .rw-name {font-weight: 600; line-height: 1.3; white-space: normal;}
.rw-app .rw-item {border: 1px solid #d9d9d9; border-radius: 3px; padding: 3px 6px; margin: 2px 0; overflow: visible;}
.rw-app .rw-nested {border-left: 3px solid #e6e6e6; padding-left: 6px; overflow: visible;}
.rw-app .rw-scroll {overflow: auto; max-height: 56vh; border: 1px solid #e6e6e6;}
.rw-app .rw-table {border-collapse: collapse; font-size: 12px; line-height: 1.35; width: 100%;}
.rw-app .rw-table th {position: sticky; top: 0; background: #f2f2f2; text-align: left; padding: 3px 6px;
  vertical-align: bottom;}
.rw-app .rw-table td {padding: 3px 6px; vertical-align: top; border-top: 1px solid #ececec; text-align: left;
  overflow-wrap: break-word; white-space: pre-line; min-width: 3em;}
.rw-app .rw-table th.rw-number, .rw-app .rw-table td.rw-number {text-align: right; white-space: nowrap;}
.rw-app .rw-clause {padding: 5px 8px; border-bottom: 1px solid #e6e6e6; line-height: 1.4;}
.rw-app .rw-decides {color: #0b4f7d;}
.rw-app .rw-effect {color: #0b4f7d; white-space: pre-line; line-height: 1.4;}
.rw-app .rw-links a {margin: 0 2px;}
.rw-app .rw-notes {margin: 2px 0; padding-left: 20px; line-height: 1.4;}
.rw-app pre.rw-pre {font-family: 'Noto Sans Mono CJK SC', 'Sarasa Mono SC', NSimSun, SimSun, monospace;
  font-size: 12px; line-height: 1.35; white-space: pre; overflow: auto; max-height: 56vh;
  border: 1px solid #e6e6e6; padding: 6px; margin: 0;}
.rw-app .rw-form {max-height: 66vh; overflow-y: auto; padding-right: 6px;}
.rw-app .widget-html, .rw-app .widget-html-content, .rw-app .widget-vbox, .rw-app .lm-TabPanel-tabContents > *
  {min-width: 0; max-width: 100%;}
.rw-app .widget-html-content {width: 100%;}
.rw-app .widget-label, .rw-app .widget-html-content {line-height: 1.4;}
.rw-app button:focus-visible, .rw-app select:focus-visible, .rw-app input:focus-visible,
.rw-app textarea:focus-visible, .rw-app a:focus-visible, .rw-app [tabindex]:focus-visible
  {outline: 2px solid #0072b2; outline-offset: 1px;}
</style>"""
