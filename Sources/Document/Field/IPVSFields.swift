/// The keys of `ipvs`.
enum IPVSFields: Int, ObjectFields {
    case timeouts, sysctls

    static let table = ObjectTable(
        "IPVS section", of: Self.self, "IPVS settings for all services.")

    var field: Field {
        switch self {
        case .timeouts:
            Field(
                .object(TimeoutFields.table),
                "Timeouts of connections (ipvsadm --set). Default: the kernel's values are kept.")
        case .sysctls:
            Field(
                .object(SysctlFields.table),
                "Settings under /proc/sys/net/ipv4/vs, by file name.")
        }
    }
}
