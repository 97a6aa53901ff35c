import Model

extension Ledger {
    /// Records the value of a sysctl that the kernel kept for daemons that started with it.
    ///
    /// - Parameter earlier: the ledger with the daemons that ran before.
    mutating func correct(_ sysctl: Sysctl, to value: SysctlValue, besides earlier: Ledger) {
        for (state, entry) in syncDaemons where entry != earlier.syncDaemons[state] {
            switch sysctl {
            case .syncPorts: syncDaemons[state]?.ports = value.numbers.first
            case .syncSocketSize: syncDaemons[state]?.socketSize = value.numbers.first
            default: break
            }
        }
    }
}
