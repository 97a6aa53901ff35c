/// A good document with one service of two servers.
package let goodDocument = """
    version: 1
    virtualAddresses:
      - {address: 10.0.0.100/24, interface: eth0}
    services:
      - name: web
        listen: 10.0.0.100:80
        forwarding: masq
        servers:
          - {name: web1, address: 10.0.1.11:80, weight: 1}  # the old one
          - {name: web2, address: 10.0.1.12:80, weight: 3}

    """
