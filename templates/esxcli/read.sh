
# --- what the host has: each list is read once, when first wanted ------------

# Of each list there are two copies: as it was read (base_) and as it is by now,
# changes done or, in a survey, thought of included.
got='' made='' gone='' unbound='' ordered='' sw_ordered='' addressed6='' wanted6='' live6='' memo='' memos=0 carriers='' sw='' pg='' vk='' ip='' tg='' ns='' base_sw='' base_pg='' base_vk='' base_ip='' base_tg='' base_ns=''

# as_read: forget what a survey only thought of
as_read() {
  made='' gone='' unbound='' ordered='' sw_ordered='' addressed6='' wanted6='' live6='' sw=$base_sw pg=$base_pg vk=$base_vk ip=$base_ip tg=$base_tg ns=$base_ns
}

# as_known: go on from what has been done, which is known without asking for it again
as_known() {
  base_sw=$sw base_pg=$pg base_vk=$vk base_ip=$ip base_tg=$tg base_ns=$ns
  as_read
  forget 'ipv6 addresses'
  forget 'ipv6 settings'
}

# read_anew: forget all
read_anew() {
  got='' made='' gone='' unbound='' ordered='' sw_ordered='' addressed6='' memo='' carriers='' sw='' pg='' vk='' ip='' tg='' ns=''
  base_sw='' base_pg='' base_vk='' base_ip='' base_tg='' base_ns=''
}

# recall KEY WORD...: what a reading command printed, asked once, in $out
recall() {
  key=$1
  shift
  if row "$memo" "$key"; then
    eval "out=\$memo_$f2"
    return
  fi
  ask "$@"
  remember "$key"
}

# recall_rows KEY table|records LABELS WORD...: the same, as rows
recall_rows() {
  key=$1 form=$2 labels=$3
  shift 3
  if row "$memo" "$key"; then
    eval "out=\$memo_$f2"
    return
  fi
  ask "$@"
  out=$("$form" "$labels")
  remember "$key"
}

# recall_field KEY LABEL WORD...: the same, what stands behind the label
recall_field() {
  key=$1 label=$2
  shift 2
  if row "$memo" "$key"; then
    eval "out=\$memo_$f2"
    return
  fi
  ask "$@"
  field "$label" || :
  out=$value
  remember "$key"
}

remember() {
  memos=$((memos + 1))
  eval "memo_$memos=\$out"
  memo="$memo$1$us$memos$nl"
}

forget() {
  others "$memo" "$1"
  memo=$kept
}

# forget_like BEGINNING: the same, all keys that begin so
forget_like() {
  kept=''
  IFS=$nl
  for other in $memo; do
    case $other in "$1"*) ;; *) kept="$kept$other$nl" ;; esac
  done
  IFS=$ifs
  memo=$kept
}

# once NAME: false where the list has been read already
once() {
  case " $got " in *" $1 "*) return 1 ;; esac
  got="$got $1"
}

switches_of_host() {
  once sw || return 0
  ask network vswitch standard list
  sw=$(records 'Name|MTU|CDP Status|Uplinks')$nl
  base_sw=$sw
}

portgroups_of_host() {
  once pg || return 0
  ask network vswitch standard portgroup list
  pg=$(table 'Name|Virtual Switch|Active Clients|VLAN ID')$nl
  base_pg=$pg
}

vmks_of_host() {
  once vk || return 0
  ask network ip interface list
  vk=$(records 'Name|Portgroup|Portset|Netstack Instance|MTU|MAC Address|Opaque Network ID')$nl
  base_vk=$vk
}

ipv4_of_host() {
  once ip || return 0
  ask network ip interface ipv4 get
  ip=$(table 'Name|Address Type|IPv4 Address|IPv4 Netmask|Gateway')$nl
  base_ip=$ip
}

# tags_of DEVICE: its tags, in $tags
tags_of() {
  if ! once "tg/$1"; then
    row "$tg" "$1" || :
    tags=$f2
    return
  fi
  vmks_of_host
  tags=''
  if row "$base_vk" "$1" && [ "$f4" = defaultTcpipStack ]; then
    ask network ip interface tag get --interface-name "$1"
    field Tags || :
    tags=$value
  fi
  tg="$tg$1$us$tags$nl"
  base_tg="$base_tg$1$us$tags$nl"
}

# who_carries: the vmks that carried management when the run began, in $carriers
who_carries() {
  once carriers || return 0
  vmks_of_host
  column 1 "$base_vk"
  for carrier in $column; do
    tags_of "$carrier"
    row "$base_tg" "$carrier" || :
    if has "$f2" Management; then carriers="$carriers$carrier "; fi
  done
  : "${carriers:=vmk0 }"
}

carries_vmk() {
  who_carries
  case " $carriers" in *" $1 "*) return 0 ;; esac
  return 1
}

# carries_in FIELD NAME: was a carrier of management on this port group (2) or switch (3)?
carries_in() {
  who_carries
  for carrier in $carriers; do
    row "$base_vk" "$carrier" || continue
    case $1 in 2) on_it=$f2 ;; *) on_it=$f3 ;; esac
    if [ "$on_it" = "$2" ]; then return 0; fi
  done
  return 1
}

carries_portgroup() { carries_in 2 "$1"; }
carries_switch() { carries_in 3 "$1"; }

# mtu_of_switch NAME: in $at; empty where the host has no such standard switch
mtu_of_switch() {
  switches_of_host
  row "$sw" "$1" || :
  at=$f2
}
