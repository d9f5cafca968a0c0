// The endings by which `example.com` is taken for a link although nobody wrote https://.
//
// Deliberately not the whole root zone of some 1,400 names: a bare domain that is missed costs its
// author eight characters, while a word that is taken for a domain is a dead link in a published
// post. So: countries, and the generic domains that sites are really found under; not those that
// are more often the ending of a file (README.md, run.py, install.sh, paper.ps, backup.zip, clip.mov).
// Names from https://data.iana.org/TLD/tlds-alpha-by-domain.txt (version 2023053000).

const countries = `
  ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz
  ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu
  fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu
  id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly
  ma mc me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz
  om pa pe pf pg ph pk pl pm pn pr pt pw qa re ro rs ru rw sa sb sc sd se sg si sk sl sm sn so sr ss st su sv
  sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws
  ye yt za zm zw`;

const generic = `
  com org net edu gov mil int info biz name pro mobi asia jobs tel travel museum aero coop cat
  academy africa agency app art audio band bar beer berlin best bike bio blog book build business cafe
  camp capital care cash center chat church city cloud club codes coffee community company computer
  consulting cool dance design dev digital direct directory dog earth eco education email energy
  engineering estate eus events expert express farm fashion film finance fit food forum foundation fun
  fund fyi gal gallery game games garden gift gives global gold green group guide guru hamburg health
  help host hosting house ink institute international koeln land lat law legal life link live lol london
  love ltd management market marketing media money music network news ngo ninja nyc one online page paris
  partners party photo photography photos pics pictures pink pizza place plus press pub quebec radio
  recipes red rent report rest restaurant review reviews rocks run school science scot services shop
  show site ski social software solar solutions space store stream studio style support swiss systems
  tax team tech technology tips today tokyo tools top tours town training tube university vet video vip
  vision wales wedding website wien wiki wine work works world wtf xyz yoga zone`;

export const topLevelDomains: ReadonlySet<string> = new Set(
  `${countries} ${generic}`.trim().split(/\s+/),
);
