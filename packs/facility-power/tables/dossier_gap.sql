-- What the dossiers lack, without which something cannot be judged. Empty is how it should be.
with word_of as (
  select distinct
    code,
    name_zh,
    name_en,
    enterprise,
    unnest(string_to_array(regexp_replace(trim(treats), '[,，;；、\s]+', ' ', 'g'), ' ')) as word
  from facility
  where role = 'treatment' and treats is not null
),
treated as (
  select distinct p.code
  from facility p
  join word_of w on w.enterprise = p.enterprise
  where p.role = 'production' and (w.word = p.code or w.word in ('all', '全部'))
),
gap as (
  select
    'facility' as subject_kind,
    f.code as subject,
    f.name_zh,
    f.name_en,
    'no_threshold' as gap,
    'rated' as detail,
    '没有额定值，也没有开机、停机阈值：启停不能判定' as because_zh,
    'has neither a rated value nor thresholds: its state cannot be told' as because_en
  from facility f
  where f.role <> 'total' and (coalesce(f.running_above, f.rated) is null or coalesce(f.off_up_to, f.rated) is null)
  union all
  select 'facility', f.code, f.name_zh, f.name_en, 'thresholds_crossed', 'off_up_to',
    '停机阈值不低于开机阈值', 'has a threshold of stopping that is not below that of starting'
  from facility f
  where coalesce(f.off_up_to, f.rated * $off_percent / 100) >= coalesce(f.running_above, f.rated * $running_percent / 100)
  union all
  select 'facility', f.code, f.name_zh, f.name_en, 'treats_nothing', 'treats',
    '治污设施没有写明治理哪些产污设施', 'is a treatment facility whose dossier names nothing that it treats'
  from facility f
  where f.role = 'treatment' and coalesce(trim(f.treats), '') = ''
  union all
  select 'facility', w.code, w.name_zh, w.name_en, 'treats_unknown', w.word,
    '所治理的“' || w.word || '”不是本企业的产污设施', 'treats `' || w.word || '`, which is no production facility of its enterprise'
  from word_of w
  left join facility p on p.code = w.word and p.enterprise = w.enterprise and p.role = 'production'
  where p.code is null and w.word not in ('all', '全部', '')
  union all
  select 'facility', f.code, f.name_zh, f.name_en, 'not_treated', 'treats',
    '没有治污设施治理它：未治理不能判定', 'has no treatment facility that treats it: whether it is treated cannot be told'
  from facility f
  left join treated t on t.code = f.code
  where f.role = 'production' and t.code is null
  union all
  select 'facility', f.code, f.name_zh, f.name_en, 'enterprise_unknown', f.enterprise,
    '所属企业“' || f.enterprise || '”没有档案', 'belongs to `' || f.enterprise || '`, which has no dossier'
  from facility f
  left join enterprise e on e.code = f.enterprise
  where e.code is null
  union all
  select 'curtailment_order', o.code, o.name_zh, o.name_en, 'enterprise_unknown', o.enterprise,
    '企业“' || o.enterprise || '”没有档案', 'is of `' || o.enterprise || '`, which has no dossier'
  from curtailment_order o
  left join enterprise e on e.code = o.enterprise
  where e.code is null
  union all
  select 'curtailment_order', o.code, o.name_zh, o.name_en, 'no_cut', 'cut_percent',
    '限产指令没有写明限产比例', 'is an order to cut without the share to be cut'
  from curtailment_order o
  where o.measure = 'limit' and o.cut_percent is null
)
select
  subject_kind,
  subject,
  gap,
  detail,
  name_zh || '：' || because_zh as because_zh,
  coalesce(name_en, name_zh) || ' ' || because_en as because_en
from gap
