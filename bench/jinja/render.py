"""Writes the scripts of a cluster with Jinja2: one template, one file a host.

    render.py TEMPLATE DATA.json FOLDER

The peer that vmkgen is measured beside. It does what a careful script would:
the template is compiled once and loops over a table, a filter quotes words and
computes addresses, files are written plainly.
"""

import ipaddress
import json
import os
import shlex
import sys

import jinja2


def main(template_path, data_path, out):
    with open(data_path, encoding="utf-8") as f:
        data = json.load(f)
    networks = [ipaddress.ip_network(subnet) for subnet in data["subnets"]]

    def quoted(word, host):
        if isinstance(word, int):
            return str(networks[word][host["number"] + data["offset"]])
        return f"'{word}'" if "=" in word else shlex.quote(word)

    environment = jinja2.Environment(
        autoescape=False, keep_trailing_newline=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["quoted"] = quoted
    with open(template_path, encoding="ascii") as f:
        template = environment.from_string(f.read())

    folder = os.path.join(out, "esxcli", data["cluster"])
    os.makedirs(folder)
    for number in range(1, data["hosts"] + 1):
        host = {"name": data["name"] % number, "number": number}
        path = os.path.join(folder, host["name"] + ".sh")
        with open(path, "w", encoding="ascii") as f:
            f.write(template.render(host=host, steps=data["steps"]))
        os.chmod(path, 0o755)


if __name__ == "__main__":
    main(*sys.argv[1:])
