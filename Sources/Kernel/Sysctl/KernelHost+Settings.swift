import Glibc
import Model

extension KernelHost {
    /// Applies a settings step that is no IPVS command.
    func apply(_ step: SettingStep) -> Outcome.Result {
        switch step {
        case .setSysctl(let sysctl, let value, _): set(sysctl, to: value)
        case .enable(let setting): enable(setting)
        case .setTimeouts: preconditionFailure("the timeouts are an IPVS command")
        }
    }

    private func enable(_ setting: HostSetting) -> Outcome.Result {
        do throws(HostFailure) {
            guard case .promotion(let interface) = setting else {
                try settings.enable(setting)
                return .done
            }
            do throws(KernelRefusal) {
                try addresses.promoteSecondaries(on: interface)
                return .done
            } catch {
                // The removal of an interface also removes its addresses.
                if error.number == ENODEV { return .alreadySo }
                throw error.failure(of: SettingStep.enable(setting).operation)
            }
        } catch {
            return .failed(error)
        }
    }

    private func set(_ sysctl: Sysctl, to value: SysctlValue) -> Outcome.Result {
        do throws(HostFailure) {
            // The files exist once the module is loaded.
            _ = try ipvs.table(asking: true)
            try sysctls.set(sysctl, to: value)
            return .done
        } catch {
            var failure = error
            failure.operation = SettingStep.setSysctl(sysctl, to: value, from: value).operation
            return .failed(failure)
        }
    }
}
