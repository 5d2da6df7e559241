import sys
import llvmlite.binding as llvm
from llvmlite import ir
llvm.initialize_native_target(); llvm.initialize_native_asmprinter()
from pastix_py.dense.emit_product import VECTORS, emit_product
m=ir.Module("x"); emit_product(m,"d",64,VECTORS)
t=llvm.Target.from_default_triple()
for cpu in sys.argv[1:]:
    tm=t.create_target_machine(cpu=cpu,opt=2,jit=True)
    s=tm.emit_assembly(llvm.parse_assembly(str(m)))
    open(f"{cpu}.s","w").write(s)
    print(cpu,len(s.splitlines()),"spills", s.count("Spill"), "zmm", s.count("zmm"),"ymm",s.count("ymm"), "vfn", s.count("vfnmadd")+s.count("vfmadd"))
print(llvm.get_host_cpu_name())
