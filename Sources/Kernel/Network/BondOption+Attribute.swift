import Addresses
import CNetlink
import Model

extension BondOption {
    /// The attribute and the number of its bytes.
    ///
    /// Source: `linux/if_link.h`, `IFLA_BOND_*`; `drivers/net/bonding/bond_netlink.c`,
    /// `bond_policy`.
    var attribute: (type: Int, size: Int) {
        switch self {
        case .miimon: (Int(IFLA_BOND_MIIMON), 4)
        case .upDelay: (Int(IFLA_BOND_UPDELAY), 4)
        case .downDelay: (Int(IFLA_BOND_DOWNDELAY), 4)
        case .arpInterval: (Int(IFLA_BOND_ARP_INTERVAL), 4)
        case .arpValidate: (Int(IFLA_BOND_ARP_VALIDATE), 4)
        case .arpAllTargets: (Int(IFLA_BOND_ARP_ALL_TARGETS), 4)
        case .primaryReselect: (Int(IFLA_BOND_PRIMARY_RESELECT), 1)
        case .failOverMAC: (Int(IFLA_BOND_FAIL_OVER_MAC), 1)
        case .transmitHashPolicy: (Int(IFLA_BOND_XMIT_HASH_POLICY), 1)
        case .resendIGMP: (Int(IFLA_BOND_RESEND_IGMP), 4)
        case .peerNotifications: (Int(IFLA_BOND_NUM_PEER_NOTIF), 1)
        case .allMembersActive: (Int(IFLA_BOND_ALL_SLAVES_ACTIVE), 1)
        case .minLinks: (Int(IFLA_BOND_MIN_LINKS), 4)
        case .learningInterval: (Int(IFLA_BOND_LP_INTERVAL), 4)
        case .packetsPerMember: (Int(IFLA_BOND_PACKETS_PER_SLAVE), 4)
        case .lacpRate: (Int(IFLA_BOND_AD_LACP_RATE), 1)
        case .adSelect: (Int(IFLA_BOND_AD_SELECT), 1)
        case .dynamicBalance: (Int(IFLA_BOND_TLB_DYNAMIC_LB), 1)
        }
    }
}

extension MessageBuilder {
    /// Appends options of a bond.
    func put(_ options: [BondOption], of bond: BondSettings) {
        for option in options {
            let (type, size) = option.attribute
            if size == 1 {
                put(type, UInt8(clamping: bond[option]))
            } else {
                put(type, UInt32(clamping: bond[option]))
            }
        }
    }

    /// Appends the targets of the ARP monitor, which replace all former ones.
    func put(targets: [IPv4Address]) {
        nest(Int(IFLA_BOND_ARP_IP_TARGET)) {
            for (position, target) in targets.enumerated() {
                put(position, bytesOf: target.rawValue.bigEndian)
            }
        }
    }
}
