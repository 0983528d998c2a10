
# nvme PROTOCOL DEVICE: an NVMe over Fabrics adapter on it
nvme() {
  recall_rows 'nvme adapters' table 'Associated Devices' nvme adapter list
  if printf '%s\n' "$out" | sed 's/, */\
/g' | grep -qxF "$2"; then return; fi
  change "NVMe over $1: on for $2" nvme fabrics enable -p "$1" --device "$2"
}
