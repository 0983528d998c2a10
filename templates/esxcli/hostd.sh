
# esxcli answers only once hostd is up: wait for it, ten minutes at most
tries=0
until esxcli system version get >/dev/null 2>&1; do
  tries=$((tries + 1))
  if [ "$tries" -ge 120 ]; then
    printf '%s\n' 'vmkgen: hostd did not answer within ten minutes; nothing was changed'
    logger -t vmkgen 'first boot: hostd did not answer within ten minutes'
    exit 1
  fi
  sleep 5
done

