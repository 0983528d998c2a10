
# Says whether a value is one that an attribute may have: one of these, or, of a list,
# with all that all of them have, and nothing that none has.
function Test-GuardValue {
    param([hashtable] $op, [string] $is, $values)
    if (-not $op['Items']) { return $values -ccontains $is }
    $now = @($is -split ',')
    foreach ($item in $now) {
        $known = $item -ceq ''
        foreach ($v in $values) { if (($v -split ',') -ccontains $item) { $known = $true } }
        if (-not $known) { return $false }
    }
    foreach ($item in ($values[0] -split ',')) {
        $kept = $item -cne ''
        foreach ($v in $values) { if (($v -split ',') -cnotcontains $item) { $kept = $false } }
        if ($kept -and $now -cnotcontains $item) { return $false }
    }
    return $true
}

# Says whether what must hold before a change is to be looked at now.
function Test-GuardTime {
    param([hashtable] $h)
    return -not $h.Wrote -and $h.Mode -ceq 'Look' -and $h.Phase -ceq 'Rest'
}

function Compare-Guard {
    param([hashtable] $h, [hashtable] $op, [string] $name, [string] $is)
    $values = $op['Values']
    if ($op['From']) { $values = $h.Row[$op.From] }
    if (Test-GuardValue $op $is $values) { return }
    Add-Stranger $h "${name}: $($op.Attribute) is '$is', which is neither what it was nor what it is to be"
}

# Stops the host before its first write where an attribute has neither its old nor its new
# value, nor one that a run leaves that is cut off.
function Invoke-Guard {
    param([hashtable] $h, [hashtable] $op)
    if (-not (Test-GuardTime $h)) { return }
    $name = "$($op.Kind) $($op['Name'])"
    if ($op['Of']) { $name = "port group of $($op.Of)" }
    $thing = Find-Guarded $h $op
    if (-not $thing) {
        if (-not $op['May']) { Add-Stranger $h "$name is gone" }
        return
    }
    if (-not $op['Attribute']) { return }
    Compare-Guard -h $h -op $op -name $name -is (Get-GuardedValue $h $op $thing)
}
