# --- how it works -----------------------------------------------------------
# ops, above, lists what is wanted. It is run once to look (survey), then
# once to act, then, if anything was written, once more to verify. What may cut
# management off is held back, and done in a pass of its own when allowed.

# Nothing here is ever a pattern for file names, and words are split at blanks
# only, except where a function says otherwise.
set -uf
LC_ALL=C
export LC_ALL
PATH=$PATH:/bin:/sbin:/usr/bin:/usr/sbin
us=$(printf '\037')
nl='
'
ifs=" $nl"
IFS=$ifs
dry='' allow='' anyhost='' mode=survey phase=rest todo=0 wrote=0 held='' strange='' wrong='' planned='' reboot='' locked=''
run_dir=${VMKGEN_RUN_DIR:-/var/run/vmkgen}
backup=${VMKGEN_BACKUP:-/sbin/auto-backup.sh}

say() { printf '%s\n' "$*" 2>/dev/null || :; }
tell() { printf '%s\n' "$*" >&2 2>/dev/null || :; }
log() { logger -t vmkgen "$*" 2>/dev/null || :; }

usage() {
  cat <<EOF
Brings the VMkernel networking of $host to what its configuration says.
Usage: sh SCRIPT [--dry-run] [--allow-management] [--any-host]
  --dry-run           print the commands that would run, change nothing
  --allow-management  also change, last, what may cut management off
  --any-host          run on a host of another name or an older release
Exit: 0 done or nothing to do, 1 failed, 3 done but for what may cut management
off, 4 refused before the first write.
EOF
}

# quoted WORD...: the words as a shell would take them, in $line
quoted() {
  line=''
  for q in "$@"; do
    case $q in
      *\'*) q="'$(printf '%s\n' "$q" | sed "s/'/'\\\\''/g")'" ;;
      '' | *[!A-Za-z0-9_./:=,@%+-]*) q="'$q'" ;;
    esac
    line="$line${line:+ }$q"
  done
}

unlock() {
  if [ -n "$locked" ]; then rm -rf "$run_dir/lock"; fi
  locked=''
}

quit() {
  unlock
  trap - EXIT
  exit "$1"
}

die() {
  tell "vmkgen: $*"
  log "failed on $host: $*"
  if [ "$wrote" -gt 0 ]; then tell "vmkgen: changes made before that: $wrote; another run does the rest"; fi
  quit 1
}

refuse() {
  tell "vmkgen: refused, nothing was changed: $*"
  log "refused on $host: $*"
  quit 4
}

lock() {
  mkdir -p "$run_dir" || die "cannot make $run_dir"
  if ! mkdir "$run_dir/lock" 2>/dev/null; then
    pid=$(cat "$run_dir/lock/pid" 2>/dev/null) || pid=''
    if [ -z "$pid" ]; then
      sleep 1
      pid=$(cat "$run_dir/lock/pid" 2>/dev/null) || pid=''
    fi
    if [ -n "$pid" ] && [ "$pid" != $$ ] && kill -0 "$pid" 2>/dev/null; then
      refuse "another run is under way (process $pid)"
    fi
    rm -rf "$run_dir/lock"
    mkdir "$run_dir/lock" 2>/dev/null || refuse "another run has just begun"
  fi
  locked=1
  printf '%s\n' $$ >"$run_dir/lock/pid"
}

# ask WORD...: run an esxcli command that only reads; what it prints, in $out
ask() {
  if ! out=$(esxcli "$@" 2>&1); then
    quoted esxcli "$@"
    die "failed: $line$nl$out"
  fi
}

# change WHAT WORD...: run an esxcli command that writes, or, in a survey, count it
change() {
  what=$1
  shift
  case $mode in
    survey)
      quoted esxcli "$@"
      if named "$planned" "$line"; then return; fi
      planned="$planned$nl$line"
      todo=$((todo + 1))
      return
      ;;
    verify)
      wrong="$wrong$nl  $what"
      return
      ;;
  esac
  if ! out=$(esxcli "$@" 2>&1); then
    quoted esxcli "$@"
    die "failed: $line$nl$out"
  fi
  wrote=$((wrote + 1))
  say "$what"
  log "$what"
}

# hold WHAT: keep back what may cut management off; false where it may go on
hold() {
  if [ "$phase" = management ]; then return 1; fi
  case "$held$nl" in *"$nl  $1$nl"*) return 0 ;; esac
  held="$held$nl  $1"
}

# stranger WHAT: note what is in the way and not ours
stranger() {
  case "$strange$nl" in *"$nl  $1$nl"*) return ;; esac
  strange="$strange$nl  $1"
}

# records LABELS: the records in $out to rows, one a record; labels joined by |
records() {
  awk -v want="$1" -v sep="$us" '
    BEGIN { n = split(want, w, "|"); for (i = 1; i <= n; i++) at[w[i]] = i }
    function flush(i, s) {
      if (!seen) return
      s = v[1]
      for (i = 2; i <= n; i++) s = s sep v[i]
      print s
      for (i = 1; i <= n; i++) v[i] = ""
      seen = 0
    }
    /^[^ ]/ { flush(); next }
    /^   [^ ]/ {
      p = index($0, ":")
      if (p == 0) next
      seen = 1
      l = substr($0, 4, p - 4)
      if (!(l in at)) next
      t = substr($0, p + 1)
      sub(/^ /, "", t)
      sub(/ +$/, "", t)
      v[at[l]] = t
    }
    END { flush() }' <<EOF
$out
EOF
}

# table LABELS: the table in $out to rows; columns are cut by the dash line, which
# counts characters, not bytes
table() {
  case $out in
    *[!\ -~"$nl"]*) printf '%s\n' "$out" | tr -d '\200-\277' | cut_table "$1" ;;
    *)
      cut_table "$1" <<EOF
$out
EOF
      ;;
  esac
}

cut_table() {
  awk -v want="$1" -v sep="$us" '
    BEGIN { n = split(want, w, "|"); for (i = 1; i <= n; i++) at[w[i]] = i }
    !cut && /^--*(  *--*)*$/ {
      cut = 1
      p = 1
      while (match(substr($0, p), /-+/)) {
        c++
        from[c] = p + RSTART - 1
        len[c] = RLENGTH
        l = substr(head, from[c], len[c])
        gsub(/^ +| +$/, "", l)
        col[c] = (l in at) ? at[l] : 0
        p = from[c] + len[c]
      }
      next
    }
    !cut { head = $0; next }
    /[^ ]/ {
      for (i = 1; i <= n; i++) v[i] = ""
      for (i = 1; i <= c; i++) {
        if (!col[i]) continue
        t = (i == c) ? substr($0, from[i]) : substr($0, from[i], len[i])
        gsub(/^ +| +$/, "", t)
        v[col[i]] = t
      }
      s = v[1]
      for (i = 2; i <= n; i++) s = s sep v[i]
      print s
    }'
}

# fields ROW: in $f1 ... $f7
fields() {
  IFS=$us
  # shellcheck disable=SC2086 # it is to be split
  set -- $1
  IFS=$ifs
  f1=${1-} f2=${2-} f3=${3-} f4=${4-} f5=${5-} f6=${6-} f7=${7-}
}

# row ROWS KEY: the row whose first field is exactly KEY, in $f1 ... $f7
row() {
  case "$nl$1" in
    *"$nl$2$us"*) ;;
    *)
      f1='' f2='' f3='' f4='' f5='' f6='' f7=''
      return 1
      ;;
  esac
  IFS=$nl
  for found in $1; do
    case $found in "$2$us"*) break ;; esac
  done
  fields "$found"
}

# others ROWS KEY: all rows but that one, in $kept
others() {
  kept=''
  IFS=$nl
  for other in $1; do
    case $other in
      "$2" | "$2$us"*) ;;
      *) kept="$kept$other$nl" ;;
    esac
  done
  IFS=$ifs
}

# has LIST WORD: is the word in a list joined by commas and blanks?
has() {
  case ", $1, " in *", $2, "*) return 0 ;; esac
  return 1
}

# named LINES NAME: is it one of the lines?
named() {
  case "$nl$1$nl" in *"$nl$2$nl"*) return 0 ;; esac
  return 1
}

# lower TEXT: in small letters, in $low
lower() {
  low=$1
  case $low in *[A-Z]*) low=$(printf '%s\n' "$low" | awk '{ print tolower($0) }') ;; esac
}

# words LIST: what is joined by commas and blanks, joined by single blanks, in $words
words() {
  IFS=", $nl"
  # shellcheck disable=SC2086 # it is to be split
  set -- $1
  IFS=$ifs
  words=$*
}

# field LABEL: what stands behind a label in $out, in $value; false where it isn't there
field() {
  value=''
  case $nl$out in *"$nl   $1:"*) ;; *) return 1 ;; esac
  value=$nl$out
  value=${value#*"$nl   $1:"}
  value=${value%%"$nl"*}
  value=${value# }
  value=${value%"${value##*[! ]}"}
}

# column N ROWS: the fields of all rows, in lines, in $column
column() {
  column=''
  IFS=$nl
  for cell in $2; do
    fields "$cell"
    case $1 in 1) cell=$f1 ;; 2) cell=$f2 ;; 3) cell=$f3 ;; *) cell=$f4 ;; esac
    column="$column$cell$nl"
  done
  IFS=$ifs
}
