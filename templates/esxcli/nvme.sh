
# nvme PROTOCOL DEVICE: an NVMe over Fabrics adapter on it
nvme() {
  if named "$made" "nvme/$2"; then return; fi
  recall_rows 'nvme adapters' table 'Associated Devices' nvme adapter list
  words "$out"
  case " $words " in *" $2 "*) return ;; esac
  change "NVMe over $1: on for $2" nvme fabrics enable -p "$1" --device "$2"
  made="$made${nl}nvme/$2"
  forget_in_act 'nvme adapters'
}
