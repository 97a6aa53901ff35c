import HostContract
import Kernel
import LabSupport
import Model
import Testing

extension InLab {
    @Suite("The kernel")
    struct Contract {
        @Test("it keeps the contract of every host", arguments: ContractClause.all)
        func contract(_ clause: ContractClause) throws {
            try Namespace.fresh {
                try Program(["ip", "link", "add", "lab0", "up", "type", "dummy"]).output()
                // The kernel under User-Mode Linux lacks `twos`, that of the emulated machine not.
                let ground = ContractGround(
                    interface: "lab0",
                    schedulers: Scheduler.all.filter { $0 != .twoChoices || Lab.hasTwoChoices })
                try clause.check(try KernelHost(), on: ground)
            }
        }
    }
}
