// swift-tools-version: 6.2
import PackageDescription

/// Swift 6 language mode comes with the tools version; what is added here is stricter still.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// Settings of the linker that save resident memory.
///
/// Programs export no symbols and have short relocations: 5 MB. The functions that `ballast run`
/// executes are side by side: 9 MB, see packaging/order.
///
/// The relocations need glibc 2.36, and LLD, which is part of the toolchain.
let compact: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-use-ld=lld", "-Xlinker",
            "--version-script=\(Context.packageDirectory)/packaging/program.map",
            "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
            "-Xlinker",
            "--symbol-ordering-file=\(Context.packageDirectory)/packaging/program.order",
            "-Xlinker", "--no-warn-symbol-ordering",
        ], .when(platforms: [.linux], configuration: .release))
]

let package = Package(
    name: "ballast",
    products: [
        .executable(name: "ballast", targets: ["ballast"]),
        .executable(name: "ballast-agent", targets: ["ballast-agent"]),
        .executable(name: "ballast-watch", targets: ["ballast-watch"]),
        .executable(name: "ballast-elect", targets: ["ballast-elect"]),
        .executable(name: "ballast-series", targets: ["ballast-series"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(
            url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
    ],
    targets: [
        // Pure: no Foundation, no clock, no input or output.
        .target(name: "Addresses", swiftSettings: strict),
        .target(name: "Model", dependencies: ["Addresses"], swiftSettings: strict),
        .target(name: "Planning", dependencies: ["Addresses", "Model"], swiftSettings: strict),

        .target(name: "VRRP", dependencies: ["Addresses"], swiftSettings: strict),
        .target(name: "Series", swiftSettings: strict),

        // Adapters: each to one thing outside.
        .target(name: "Files", dependencies: ["Model", "CGNU"], swiftSettings: strict),
        // One dialect of regular expressions: of checks, of routes, and of HAProxy.
        .target(name: "Expressions", dependencies: ["CPCRE2"], swiftSettings: strict),
        .target(
            name: "Document",
            dependencies: ["Addresses", "Expressions", "Files", "Model", "CGNU", "CYAML"],
            swiftSettings: strict),
        .target(
            name: "Kernel", dependencies: ["Addresses", "Model", "CNetlink"],
            swiftSettings: strict),

        // The election process: no Foundation, no concurrency.
        .target(
            name: "Speaker", dependencies: ["Addresses", "Kernel", "Model", "VRRP", "CGNU"],
            swiftSettings: strict),

        .target(
            name: "Certificates", dependencies: ["Addresses", "Model", "COpenSSL"],
            swiftSettings: strict),
        .target(
            name: "Health",
            dependencies: [
                "Addresses", "Expressions", "Files", "Model", "CGNU", "COpenSSL",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),

        .target(
            name: "Notifications",
            dependencies: [
                "Model", "Files",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),

        .target(
            name: "HAProxy",
            dependencies: [
                "Addresses", "Model", "Planning", "Files", "CGNU",
            ],
            swiftSettings: strict),

        // The loop and the programs.
        .target(
            name: "Reconciliation",
            dependencies: [
                "Addresses", "Model", "Planning", "Files",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        // The rooms of the program: each knows only those above it.
        .target(
            name: "Proxies",
            dependencies: [
                "Addresses", "Model", "Planning", "Files", "HAProxy", "Certificates",
                "Reconciliation", "CGNU",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        .target(
            name: "PageServer",
            dependencies: [
                "Addresses", "Model", "Files", "Reconciliation",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .target(
            name: "Failover",
            dependencies: [
                "Addresses", "Model", "Planning", "Files", "Speaker", "VRRP", "CGNU", "CNetlink",
            ],
            swiftSettings: strict),
        .target(
            name: "Replication",
            dependencies: [
                "Addresses", "Model", "Files", "Certificates", "CGNU", "COpenSSL",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ],
            swiftSettings: strict),
        // The API, accounts, audit log and metrics; the module can't reach the kernel.
        .target(
            name: "Admin",
            dependencies: [
                "Addresses", "Certificates", "Document", "Files", "Model", "Series", "CArgon2",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ],
            swiftSettings: strict),
        // The pages of the controller for browsers.
        .target(
            name: "Pages",
            dependencies: [
                "Addresses", "Admin", "Certificates", "Files", "Model", "Series",
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            resources: [
                .embedInCode("Static/ballast.css"), .embedInCode("Static/ballast.js"),
                .embedInCode("Static/ballast.svg"), .embedInCode("Static/editor.css"),
                .embedInCode("Static/editor.js"),
            ],
            swiftSettings: strict),
        .target(
            name: "Controller",
            dependencies: [
                "Addresses", "Admin", "Model", "Planning", "Document", "Failover", "Files",
                "Health", "HAProxy", "Certificates", "Reconciliation", "Replication",
                "Notifications", "Pages", "Proxies", "PageServer", "Series", "CGNU",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        .target(
            name: "Commands",
            dependencies: [
                "Addresses", "Admin", "Model", "Planning", "Document", "Failover", "Files",
                "Health", "HAProxy", "Certificates", "Reconciliation", "Replication", "Proxies",
                "Controller", "FeedbackAgent", "Series",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "ballast", dependencies: ["Commands", "Kernel"], swiftSettings: strict,
            linkerSettings: compact),
        .target(
            name: "FeedbackAgent",
            dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: strict),
        .executableTarget(
            name: "ballast-agent",
            dependencies: [
                "FeedbackAgent",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "ballast-elect", dependencies: ["Speaker"], swiftSettings: strict,
            linkerSettings: compact),
        .executableTarget(
            name: "ballast-watch", dependencies: ["CInotify"], exclude: ["COPYING"],
            swiftSettings: strict),

        // Round-robin files: librrd is in a program of its own, with the libraries that it needs.
        .target(name: "RoundRobin", dependencies: ["Series", "CRRD"], swiftSettings: strict),
        .executableTarget(
            name: "ballast-series", dependencies: ["RoundRobin", "Series"],
            swiftSettings: strict),

        // C libraries of the system.
        .systemLibrary(name: "CGNU"),
        .systemLibrary(name: "CRRD", pkgConfig: "librrd", providers: [.apt(["librrd-dev"])]),
        .systemLibrary(
            name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(
            name: "CNetlink", pkgConfig: "libnl-genl-3.0",
            providers: [.apt(["libnl-3-dev", "libnl-genl-3-dev"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(
            name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CInotify", providers: [.apt(["libinotifytools0-dev"])]),

        // Random numbers that come again.
        .target(name: "Seeds", path: "Tests/Seeds", swiftSettings: strict),
        // Threads for tests that wait for processes.
        .testTarget(
            name: "TestThreads", path: "Tests/TestThreads", swiftSettings: strict),
        .testTarget(
            name: "AddressesTests", dependencies: ["Addresses", "Seeds"], swiftSettings: strict),
        .testTarget(
            name: "ModelTests", dependencies: ["Addresses", "Model", "Seeds"], swiftSettings: strict
        ),
        // What every Host does; checked on the simulator and on the kernel.
        .target(
            name: "HostContract", dependencies: ["Addresses", "Model", "Planning"],
            path: "Tests/HostContract", swiftSettings: strict),
        .testTarget(
            name: "PlanningTests",
            dependencies: ["Addresses", "Model", "Planning", "HostContract", "Seeds"],
            swiftSettings: strict),
        .testTarget(
            name: "VRRPTests", dependencies: ["Addresses", "Seeds", "VRRP"], exclude: ["Fixtures"],
            swiftSettings: strict),
        .testTarget(
            name: "ExpressionsTests", dependencies: ["Expressions", "TestThreads"],
            swiftSettings: strict),
        .testTarget(
            name: "DocumentTests",
            dependencies: [
                "Addresses", "CGNU", "Model", "Planning", "HAProxy", "Document", "Seeds",
            ],
            exclude: ["Cases", "Corpus"], swiftSettings: strict),
        .testTarget(name: "SeriesTests", dependencies: ["Seeds", "Series"], swiftSettings: strict),
        .testTarget(
            name: "RoundRobinTests",
            dependencies: [
                "RoundRobin", "Series", "TestSupport", "TestThreads", "ballast-series",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "FilesTests", dependencies: ["Model", "Files"], swiftSettings: strict),
        .testTarget(
            name: "AdminTests",
            dependencies: [
                "Addresses", "Admin", "Certificates", "Document", "Files", "Model", "Seeds",
                "TestSupport", "TestThreads",
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "PagesTests",
            dependencies: [
                "Addresses", "Admin", "Certificates", "Files", "Model", "Pages", "Series",
                "TestSupport", "TestThreads",
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "KernelTests",
            dependencies: [
                "Addresses", "Model", "Planning", "Kernel", "CNetlink", "Seeds", "TestThreads",
            ], exclude: ["Corpus"], swiftSettings: strict),
        .testTarget(
            name: "HealthTests",
            dependencies: [
                "Addresses", "CGNU", "Files", "Model", "Health", "Seeds", "TestThreads",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CertificatesTests",
            dependencies: ["Addresses", "Model", "Certificates", "Seeds", "TestThreads"],
            swiftSettings: strict),
        .testTarget(
            name: "NotificationsTests", dependencies: ["Model", "Notifications", "TestThreads"],
            exclude: ["relay.py"], swiftSettings: strict),
        .testTarget(
            name: "HAProxyTests",
            dependencies: [
                "Addresses", "Files", "Model", "Planning", "HAProxy", "Seeds", "TestThreads",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ReconciliationTests",
            dependencies: ["Addresses", "Model", "Planning", "Reconciliation", "Seeds"],
            swiftSettings: strict),
        // The program as it was built, with documents, servers and clients for it.
        .testTarget(
            name: "TestSupport",
            dependencies: ["HAProxy", "Health", "Model", "Seeds", "ballast", "ballast-series"],
            path: "Tests/Support", swiftSettings: strict),
        .testTarget(
            name: "ProxiesTests",
            dependencies: [
                "Addresses", "Certificates", "Document", "Files", "HAProxy", "Model", "Planning",
                "Proxies", "Reconciliation", "TestSupport", "TestThreads",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "PageServerTests",
            dependencies: [
                "Addresses", "Files", "Model", "PageServer", "Reconciliation", "Seeds",
                "TestSupport",
                "TestThreads",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ControllerTests",
            dependencies: [
                "Addresses", "Admin", "Controller", "Files", "HAProxy", "Health", "Model",
                "Pages", "Proxies",
                "Reconciliation", "TestSupport", "TestThreads",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "Addresses", "Admin", "Commands", "Controller", "Document", "Failover", "Files",
                "HAProxy", "Health", "Model", "Planning", "Proxies", "Seeds", "Series",
                "TestSupport", "TestThreads",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "FeedbackAgentTests",
            dependencies: ["FeedbackAgent", "TestThreads", "ballast-agent", "ballast"],
            swiftSettings: strict),
        .testTarget(
            name: "SpeakerTests",
            dependencies: [
                "Addresses", "CNetlink", "Kernel", "Model", "Seeds", "Speaker", "TestThreads",
                "VRRP",
                "ballast-elect",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "FailoverTests",
            dependencies: [
                "Addresses", "Failover", "Model", "Speaker", "TestSupport", "TestThreads", "VRRP",
                "ballast-elect", "ballast",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ReplicationTests",
            dependencies: [
                "Addresses", "CGNU", "Certificates", "Files", "Model", "Replication", "Seeds",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            exclude: ["Corpus"], swiftSettings: strict),
        .testTarget(name: "HouseTests", swiftSettings: strict),

        // The lab: real packets through a real kernel. Its tests run inside it (Tests/Lab/run).
        .systemLibrary(name: "CLab", path: "Tests/Lab/CLab"),
        .target(
            name: "LabSupport", dependencies: ["Addresses", "CLab"], path: "Tests/Lab/Support",
            swiftSettings: strict),
        .executableTarget(
            name: "lab-traffic", dependencies: ["Addresses", "LabSupport"],
            path: "Tests/Lab/Traffic", swiftSettings: strict),
        .testTarget(
            name: "LabTests",
            dependencies: [
                "Addresses", "Model", "Kernel", "HostContract", "LabSupport", "Seeds",
            ],
            path: "Tests/Lab/Tests", swiftSettings: strict),
        // Measures the checks; no product.
        .executableTarget(
            name: "health-bench", dependencies: ["Addresses", "CGNU", "Health", "Model"],
            path: "Tests/Benchmarks/health/health-bench", swiftSettings: strict),
        // Measures the kernel adapter; no product.
        .executableTarget(
            name: "ballast-bench",
            dependencies: [
                "Addresses", "Model", "Planning", "Document", "Kernel", "Reconciliation",
            ],
            path: "Tests/Benchmarks/ballast-bench", swiftSettings: strict),
    ]
)
